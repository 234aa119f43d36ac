namespace EdgeAgent.Pipelines.Tests.Decoding;

/// <summary>Plain decoders in doubles, written from the definitions with explicit indices. Gates are the caller's.</summary>
internal static class ReferenceBoxes
{
    public readonly record struct Found(double X1, double Y1, double X2, double Y2, int Class, double Score);

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public static double[] Softmax(double[] x)
    {
        var powers = x.Select(v => Math.Exp(v)).ToArray();
        return [.. powers.Select(p => p / powers.Sum())];
    }

    public static Found Centered(double x, double y, double w, double h, int c, double score) => new(x - (w / 2), y - (h / 2), x + (w / 2), y + (h / 2), c, score);

    /// <summary>The best of activated class scores, without the background.</summary>
    public static (int Class, double Score) Best(double[] raw, string activation, int background)
    {
        var scores = activation switch { "softmax" => Softmax(raw), "sigmoid" => [.. raw.Select(Sigmoid)], _ => raw };
        var (best, at) = (double.NegativeInfinity, -1);
        for (var c = 0; c < scores.Length; c++)
            if (c != background && scores[c] > best) (best, at) = (scores[c], c);
        return (at, best);
    }

    /// <summary>Attribute k of box n: [attributes, N] or [N, attributes].</summary>
    public static double Attribute(float[] data, int attributes, bool columns, int n, int k) =>
        columns ? data[(k * (data.Length / attributes)) + n] : data[(n * attributes) + k];

    /// <summary>YOLOv5 and v8: box, objectness if any, classes.</summary>
    public static IEnumerable<Found> Yolo(float[] data, int classes, bool objectness, bool columns, int extra = 0)
    {
        var first = objectness ? 5 : 4;
        var attributes = first + classes + extra;
        for (var n = 0; n < data.Length / attributes; n++)
        {
            double At(int k) => Attribute(data, attributes, columns, n, k);
            var (c, score) = Best([.. Enumerable.Range(first, classes).Select(At)], "none", -1);
            yield return Centered(At(0), At(1), At(2), At(3), c, objectness ? At(4) * score : score);
        }
    }

    /// <summary>YOLOX, raw.</summary>
    public static IEnumerable<Found> Yolox(float[] data, int classes, int width, int height)
    {
        var n = 0;
        foreach (var s in new[] { 8, 16, 32 })
        {
            for (var row = 0; row < height / s; row++)
            {
                for (var column = 0; column < width / s; column++, n++)
                {
                    double At(int k) => data[(n * (5 + classes)) + k];
                    var (c, score) = Best([.. Enumerable.Range(5, classes).Select(At)], "none", -1);
                    yield return Centered((At(0) + column) * s, (At(1) + row) * s, Math.Exp(At(2)) * s, Math.Exp(At(3)) * s, c, At(4) * score);
                }
            }
        }
    }

    /// <summary>YOLOv2: [A·(5 + C), h, w] or [h, w, A·(5 + C)].</summary>
    public static IEnumerable<Found> Yolov2(float[] data, int classes, (double W, double H)[] anchors, int width, int height, bool last)
    {
        var (gw, gh, k1) = (width / 32, height / 32, 5 + classes);
        for (var b = 0; b < anchors.Length; b++)
        {
            for (var row = 0; row < gh; row++)
            {
                for (var column = 0; column < gw; column++)
                {
                    double At(int k)
                    {
                        var channel = (b * k1) + k;
                        return last ? data[(((row * gw) + column) * anchors.Length * k1) + channel] : data[(((channel * gh) + row) * gw) + column];
                    }

                    var (c, best) = classes == 0 ? (0, 1.0) : Best([.. Enumerable.Range(5, classes).Select(At)], "softmax", -1);
                    yield return Centered(
                        (column + Sigmoid(At(0))) / gw * width, (row + Sigmoid(At(1))) / gh * height,
                        Math.Exp(At(2)) * anchors[b].W / gw * width, Math.Exp(At(3)) * anchors[b].H / gh * height, c, Sigmoid(At(4)) * best);
                }
            }
        }
    }

    /// <summary>YOLOv4's zoo form: [g, g, A, 5 + C].</summary>
    public static IEnumerable<Found> Yolov4(float[] data, int classes, (double W, double H)[] anchors, int stride, double s, int width, int height)
    {
        var (gw, gh) = (width / stride, height / stride);
        for (var row = 0; row < gh; row++)
        {
            for (var column = 0; column < gw; column++)
            {
                for (var a = 0; a < anchors.Length; a++)
                {
                    double At(int k) => data[(((((row * gw) + column) * anchors.Length) + a) * (5 + classes)) + k];
                    var (c, best) = Best([.. Enumerable.Range(5, classes).Select(At)], "none", -1);
                    yield return Centered(
                        ((Sigmoid(At(0)) * s) - ((s - 1) / 2) + column) * stride, ((Sigmoid(At(1)) * s) - ((s - 1) / 2) + row) * stride,
                        Math.Exp(At(2)) * anchors[a].W, Math.Exp(At(3)) * anchors[a].H, c, At(4) * best);
                }
            }
        }
    }

    /// <summary>YOLOv5 and v7 heads: [A·(5 + C), g, g], or [A, g, g, 5 + C]; raw where a sigmoid is wanted.</summary>
    public static IEnumerable<Found> Yolov5Grid(float[] data, int classes, (double W, double H)[] anchors, int stride, int width, int height, bool last, bool raw)
    {
        var (gw, gh, k1) = (width / stride, height / stride, 5 + classes);
        for (var a = 0; a < anchors.Length; a++)
        {
            for (var row = 0; row < gh; row++)
            {
                for (var column = 0; column < gw; column++)
                {
                    double At(int k)
                    {
                        var value = last ? data[(((((a * gh) + row) * gw) + column) * k1) + k] : data[(((((a * k1) + k) * gh) + row) * gw) + column];
                        return raw ? Sigmoid(value) : value;
                    }

                    var (c, best) = Best([.. Enumerable.Range(5, classes).Select(At)], "none", -1);
                    yield return Centered(
                        ((At(0) * 2) - 0.5 + column) * stride, ((At(1) * 2) - 0.5 + row) * stride,
                        Math.Pow(At(2) * 2, 2) * anchors[a].W, Math.Pow(At(3) * 2, 2) * anchors[a].H, c, At(4) * best);
                }
            }
        }
    }

    /// <summary>Boxes beside class scores.</summary>
    public static IEnumerable<Found> Scored(float[] boxes, float[] scores, int classes, string activation, int background, Func<int, double[], (double, double, double, double)> corners)
    {
        for (var n = 0; n < boxes.Length / 4; n++)
        {
            var (c, best) = Best([.. Enumerable.Range(0, classes).Select(k => (double)scores[(n * classes) + k])], activation, background);
            var (x1, y1, x2, y2) = corners(n, [boxes[n * 4], boxes[(n * 4) + 1], boxes[(n * 4) + 2], boxes[(n * 4) + 3]]);
            yield return new Found(x1, y1, x2, y2, background >= 0 && c > background ? c - 1 : c, best);
        }
    }

    /// <summary>NanoDet: distributions over distances.</summary>
    public static IEnumerable<Found> Nanodet(float[] scores, float[] distances, int classes, int bins, int stride, int width, int height, Func<int, int, double> center)
    {
        var (gw, gh) = ((int)Math.Ceiling((double)width / stride), (int)Math.Ceiling((double)height / stride));
        for (var row = 0; row < gh; row++)
        {
            for (var column = 0; column < gw; column++)
            {
                var n = (row * gw) + column;
                var (c, best) = Best([.. Enumerable.Range(0, classes).Select(k => (double)scores[(n * classes) + k])], "none", -1);
                var sides = new double[4];
                for (var side = 0; side < 4; side++)
                {
                    var weights = Softmax([.. Enumerable.Range(0, bins).Select(i => (double)distances[(((n * 4) + side) * bins) + i])]);
                    sides[side] = weights.Select((w, i) => w * i).Sum() * stride;
                }

                var (x, y) = (center(column, stride), center(row, stride));
                yield return new Found(
                    Math.Clamp(x - sides[0], 0, width), Math.Clamp(y - sides[1], 0, height), Math.Clamp(x + sides[2], 0, width), Math.Clamp(y + sides[3], 0, height), c, best);
            }
        }
    }

    /// <summary>FastestDet: [5 + C, g, g].</summary>
    public static IEnumerable<Found> FastestDet(float[] data, int classes, int width, int height)
    {
        var (gw, gh) = (width / 16, height / 16);
        for (var row = 0; row < gh; row++)
        {
            for (var column = 0; column < gw; column++)
            {
                double At(int k) => data[(((k * gh) + row) * gw) + column];
                var (c, best) = Best([.. Enumerable.Range(5, classes).Select(At)], "none", -1);
                yield return Centered(
                    (column + Math.Tanh(At(1))) / gw * width, (row + Math.Tanh(At(2))) / gh * height,
                    Sigmoid(At(3)) * width, Sigmoid(At(4)) * height, c, Math.Pow(At(0), 0.6) * Math.Pow(best, 0.4));
            }
        }
    }
}
