namespace EdgeAgent.Synthesis.Pictures;

/// <summary>Signed distances in pixels: negative inside a shape, 0 on its edge (Quilez's notes on 2D distance functions, written anew).</summary>
internal static class Distance
{
    /// <summary>To an ellipse about the origin; exact on its edge and close to it.</summary>
    public static double Ellipse(double x, double y, double halfLength, double halfWidth)
    {
        var k = Math.Sqrt((x * x / (halfLength * halfLength)) + (y * y / (halfWidth * halfWidth)));
        var slope = Math.Sqrt((x * x / Math.Pow(halfLength, 4)) + (y * y / Math.Pow(halfWidth, 4)));
        return slope == 0 ? -Math.Min(halfLength, halfWidth) : k * (k - 1) / slope;
    }

    /// <summary>To a rectangle about the origin with rounded corners.</summary>
    public static double RoundedBox(double x, double y, double halfLength, double halfWidth, double radius)
    {
        var (dx, dy) = (Math.Abs(x) - halfLength + radius, Math.Abs(y) - halfWidth + radius);
        return Math.Min(Math.Max(dx, dy), 0) + Math.Sqrt((Math.Max(dx, 0) * Math.Max(dx, 0)) + (Math.Max(dy, 0) * Math.Max(dy, 0))) - radius;
    }

    /// <summary>To a line between two points.</summary>
    public static double Line(double x, double y, double x1, double y1, double x2, double y2)
    {
        var (px, py, dx, dy) = (x - x1, y - y1, x2 - x1, y2 - y1);
        var along = Math.Clamp(((px * dx) + (py * dy)) / Math.Max((dx * dx) + (dy * dy), 1e-12), 0, 1);
        var (ex, ey) = (px - (dx * along), py - (dy * along));
        return Math.Sqrt((ex * ex) + (ey * ey));
    }

    /// <summary>To a triangle whose corners go round in the picture's clockwise direction.</summary>
    public static double Triangle(double x, double y, (double X, double Y) a, (double X, double Y) b, (double X, double Y) c)
    {
        var edge = Math.Min(Line(x, y, a.X, a.Y, b.X, b.Y), Math.Min(Line(x, y, b.X, b.Y, c.X, c.Y), Line(x, y, c.X, c.Y, a.X, a.Y)));
        return Side(a, b) >= 0 && Side(b, c) >= 0 && Side(c, a) >= 0 ? -edge : edge;

        double Side((double X, double Y) from, (double X, double Y) to) => ((to.X - from.X) * (y - from.Y)) - ((to.Y - from.Y) * (x - from.X));
    }

    /// <summary>How much of a pixel a shape covers, 0 to 1, its edge softened over some pixels.</summary>
    public static double Cover(double distance, double softness)
    {
        var t = Math.Clamp(0.5 - (distance / (2 * softness)), 0, 1);
        return t * t * (3 - 2 * t);
    }
}
