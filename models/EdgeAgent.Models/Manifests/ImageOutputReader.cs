using EdgeAgent.Core.Models;
using EdgeAgent.Core.Text;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Models.Manifests;

/// <summary>Reads <c>output</c> of an image model. Everything is optional: what is silent here is found in the model file.</summary>
internal static class ImageOutputReader
{
    private const int MostStrides = 8;

    /// <summary>Reads the object.</summary>
    /// <param name="node">The object, or null when the manifest has none.</param>
    /// <param name="task">The package's task, which formats must suit.</param>
    public static OutputSpec Read(ManifestNode? node, string task)
    {
        if (node is null) return new OutputSpec("", "", ScoreActivation.None) { Image = new ImageOutputSpec() };
        var tensor = node.Text("tensor", "the name of the model's output tensor");
        var tensors = Tensors(node);
        if (tensor is not null && !tensors.TryAdd(OutputRoles.Main, [tensor]))
            node.Problem("tensor", "is given, and tensors.main too; keep one");
        var strides = node.Numbers("strides", 1, 4096, 1, MostStrides);
        if (strides?.Any(s => s != Math.Floor(s)) == true) node.Problem("strides", "must be whole numbers of pixels");
        var image = new ImageOutputSpec
        {
            Format = node.Word("format", VisionWords.Format),
            Tensors = tensors,
            Activation = node.Word("activation", VisionWords.Activation),
            Layout = node.Word("layout", VisionWords.Layout),
            Boxes = node.Word("boxes", VisionWords.Boxes),
            Units = node.Word("units", VisionWords.Units),
            Columns = Columns(node),
            Strides = strides is null ? null : [.. strides.Select(s => (int)s)],
            Anchors = AnchorReader.Read(node, strides?.Count),
            CenterScale = node.Numbers("centerScale", 1, 2, 1, MostStrides),
            Variances = node.Numbers("variances", 1e-6, 1, 2, 2),
            CellCenter = node.Word("cellCenter", VisionWords.CellCenter),
            BackgroundClass = node.Integer("backgroundClass", -1, 100_000, ", -1 when there is none"),
            FirstClass = node.Integer("firstClass", 0, 1),
            MinScore = (float?)node.Number("minScore", 0, 1),
            Nms = node.Word("nms", VisionWords.Nms),
            Iou = (float?)node.Number("iou", 0, 1),
            MaxDetections = node.Integer("maxDetections", 1, 10_000),
            TopK = node.Integer("topK", 1, 1000),
            MaskThreshold = (float?)node.Number("maskThreshold", -1e9, 1e9),
            MinPixels = node.Integer("minPixels", 1, int.MaxValue, " pixels of the output"),
            Connectivity = Connectivity(node),
        };
        RefuseContradictions(node, image, task);
        node.RefuseUnknownKeys();
        var format = image.Format is { } known ? VisionWords.Format.Of(known) : "";
        return new OutputSpec(tensor ?? "", format, image.Activation ?? ScoreActivation.None) { Image = image };
    }

    private static Dictionary<string, IReadOnlyList<string>> Tensors(ManifestNode node)
    {
        var roles = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (node.Object("tensors") is not { } named) return roles;
        foreach (var role in named.Names)
        {
            if (!OutputRoles.All.Contains(role, StringComparer.Ordinal))
                named.Problem(role, $"is not a role{DidYouMean.Clause(role, OutputRoles.All)} (known: {string.Join(", ", OutputRoles.All)})");
            else if (named.Texts(role, "the name of an output tensor, or an array of names, one a stride", MostStrides) is { } names)
                roles[role] = names;
        }

        return roles;
    }

    private static IReadOnlyList<string>? Columns(ManifestNode node)
    {
        if (node.Texts("columns", "an array of column names", 8) is not { } columns) return null;
        foreach (var unknown in columns.Where(c => !RowColumns.All.Contains(c, StringComparer.Ordinal)))
        {
            node.Problem("columns", $"holds {JsonNames.Quote(unknown)}{DidYouMean.Clause(unknown, RowColumns.All)}; columns are {string.Join(", ", RowColumns.All)}, where box stands for four");
            return null;
        }

        if (columns.Distinct(StringComparer.Ordinal).Count() == columns.Count && columns.Contains(RowColumns.Box) && columns.Contains(RowColumns.Score)) return columns;
        node.Problem("columns", "must name box and score, and each column once");
        return null;
    }

    private static int? Connectivity(ManifestNode node)
    {
        var neighbours = node.Integer("connectivity", 4, 8);
        if (neighbours is not (null or 4 or 8)) node.Problem("connectivity", $"is {neighbours}; it must be 4 or 8");
        return neighbours;
    }

    private static void RefuseContradictions(ManifestNode node, ImageOutputSpec image, string task)
    {
        if (image.Format is not { } format) return;
        var word = VisionWords.Format.Of(format);
        var suits = format switch
        {
            ImageOutputFormat.Scores or ImageOutputFormat.TopK => "image-classification",
            ImageOutputFormat.Mask => "image-segmentation",
            ImageOutputFormat.AnomalyMap => "anomaly-detection",
            _ => "object-detection",
        };
        if (task != suits) node.Problem("format", $"is \"{word}\", which is for the task {suits}, but the task is {task}");
        if (image.Columns is not null && format != ImageOutputFormat.BoxesNms)
            node.Problem("columns", $"means something for the format \"boxes-nms\" only, and format is \"{word}\"");
        if (image.Anchors is not null && format is not (ImageOutputFormat.Yolov2 or ImageOutputFormat.Yolov4 or ImageOutputFormat.Yolov5Grids or ImageOutputFormat.Ssd))
            node.Problem("anchors", $"means something for yolov2, yolov4, yolov5-grids and ssd only, and format is \"{word}\"");
        if (image.CenterScale is { } scales && image.Strides is { } strides && scales.Count != strides.Count)
            node.Problem("centerScale", $"holds {scales.Count} numbers for {strides.Count} strides; give one a stride");
    }
}
