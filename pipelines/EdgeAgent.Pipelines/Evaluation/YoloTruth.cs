using System.Globalization;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Evaluation;

/// <summary>Reads a YOLO label file: a line an object, <c>class x y width height</c> with the middle and size as fractions, or <c>class x y x y …</c> for an outline.</summary>
public static class YoloTruth
{
    /// <summary>Reads a file's content; an empty one is an image without objects.</summary>
    /// <param name="text">The file.</param>
    /// <param name="image">The image's name.</param>
    /// <param name="width">The image's width, pixels.</param>
    /// <param name="height">The image's height, pixels.</param>
    /// <param name="labels">Number of the model's labels.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="ImageTruthException">A line is not right.</exception>
    public static ImageTruth Read(string text, string image, int width, int height, int labels, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        var boxes = new List<TruthBox>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0) continue;
            if (parts.Length < 5 || parts.Length % 2 == 0) throw new ImageTruthException($"{source}, line {number}, has {parts.Length} numbers; it must have a class and 4 numbers of a box, or the corners of an outline");
            if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var label) || label >= labels)
                throw new ImageTruthException($"{source}, line {number}, has the class \"{parts[0]}\"; it must be a number from 0 to {labels - 1}");
            var values = new float[parts.Length - 1];
            for (var i = 0; i < values.Length; i++)
                if (!float.TryParse(parts[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) || values[i] is not (>= 0 and <= 1))
                    throw new ImageTruthException($"{source}, line {number}, has \"{parts[i + 1]}\"; it must be a fraction of the image from 0 to 1");
            boxes.Add(new TruthBox(Box(values, width, height), label, false));
        }

        return new ImageTruth(image, boxes);
    }

    private static ImageBox Box(float[] values, int width, int height)
    {
        if (values.Length == 4) return ImageBox.FromCenter(values[0] * width, values[1] * height, values[2] * width, values[3] * height);
        var (xs, ys) = (values.Where((_, i) => i % 2 == 0), values.Where((_, i) => i % 2 == 1));
        return new ImageBox(xs.Min() * width, ys.Min() * height, xs.Max() * width, ys.Max() * height);
    }
}
