using System.Globalization;

namespace EdgeAgent.Core.Vision;

/// <summary>A region of an image, in fractions of its width and height so that it holds at every resolution. Edges may cross: what is inside an odd number of times is inside.</summary>
/// <param name="Points">Corners in order, at least three, each 0..1.</param>
public sealed record Polygon(IReadOnlyList<(float X, float Y)> Points)
{
    /// <summary>Reads <c>"0.1,0.2, 0.9,0.2, 0.5,0.8"</c>: x and y of each corner.</summary>
    /// <param name="text">The numbers.</param>
    /// <param name="polygon">The region.</param>
    /// <param name="problem">What is wrong, in one sentence; null when nothing is.</param>
    public static bool TryParse(string text, out Polygon? polygon, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        polygon = null;
        var points = new List<(float, float)>();
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        problem = parts.Length < 6 || parts.Length % 2 != 0 ? $"a polygon has x and y of at least 3 corners, but there are {parts.Length} numbers in \"{text}\"" : null;
        for (var i = 0; problem is null && i < parts.Length; i += 2)
        {
            if (TryFraction(parts[i], out var x) && TryFraction(parts[i + 1], out var y)) points.Add((x, y));
            else problem = $"the corner \"{parts[i]},{parts[i + 1]}\" must be two fractions of the image from 0 to 1";
        }

        if (problem is null) polygon = new Polygon(points);
        return problem is null;
    }

    /// <summary>Whether a point, in fractions, lies inside.</summary>
    public bool Contains(float x, float y)
    {
        var inside = false;
        for (int i = 0, j = Points.Count - 1; i < Points.Count; j = i++)
        {
            var ((ax, ay), (bx, by)) = (Points[i], Points[j]);
            if (ay > y != by > y && x < ((bx - ax) * (y - ay) / (by - ay)) + ax) inside = !inside;
        }

        return inside;
    }

    private static bool TryFraction(string text, out float value) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value is >= 0 and <= 1;
}
