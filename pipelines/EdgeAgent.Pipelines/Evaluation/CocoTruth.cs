using System.Text.Json;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Evaluation;

/// <summary>Reads COCO's <c>instances</c> JSON: images, categories, and annotations with bbox [x, y, width, height].</summary>
public static class CocoTruth
{
    /// <summary>Reads a file's content; images without annotations are there too.</summary>
    /// <param name="json">The file.</param>
    /// <param name="labels">The model's labels, which categories name.</param>
    /// <param name="source">What messages call it.</param>
    /// <param name="said">Names of the truth that stand for a label of another name, or for none (""); null for none.</param>
    /// <exception cref="ImageTruthException">It is not such a file, or names what is not there.</exception>
    public static IReadOnlyList<ImageTruth> Read(ReadOnlyMemory<byte> json, IReadOnlyList<string> labels, string source, IReadOnlyDictionary<string, string>? said = null)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement, new TruthClasses(labels, source, said), source);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException or ArgumentException)
        {
            throw new ImageTruthException($"{source} is no COCO file: {error.Message.TrimEnd('.')}; it needs images, categories and annotations", error);
        }
    }

    private static List<ImageTruth> Read(JsonElement root, TruthClasses classes, string source)
    {
        var categories = root.GetProperty("categories").EnumerateArray().ToDictionary(c => c.GetProperty("id").GetInt64(), c => c.GetProperty("name").GetString()!);
        var boxes = new Dictionary<long, List<TruthBox>>();
        var images = new List<ImageTruth>();
        foreach (var image in root.GetProperty("images").EnumerateArray())
        {
            var list = boxes[image.GetProperty("id").GetInt64()] = [];
            images.Add(new ImageTruth(image.GetProperty("file_name").GetString()!, list));
        }

        foreach (var annotation in root.GetProperty("annotations").EnumerateArray())
        {
            var (image, category) = (annotation.GetProperty("image_id").GetInt64(), annotation.GetProperty("category_id").GetInt64());
            if (!boxes.TryGetValue(image, out var list)) throw new ImageTruthException($"{source} has an annotation of image {image}, which is not among its images");
            if (!categories.TryGetValue(category, out var name)) throw new ImageTruthException($"{source} has an annotation of category {category}, which is not among its categories");
            var box = annotation.GetProperty("bbox");
            var (x, y, width, height) = (box[0].GetSingle(), box[1].GetSingle(), box[2].GetSingle(), box[3].GetSingle());
            var crowd = annotation.TryGetProperty("iscrowd", out var many) && many.ValueKind == JsonValueKind.Number && many.GetInt32() != 0;
            if (classes.IndexOf(name) is >= 0 and var index) list.Add(new TruthBox(new ImageBox(x, y, x + width, y + height), index, crowd) { IsCrowd = crowd });
        }

        return images;
    }
}
