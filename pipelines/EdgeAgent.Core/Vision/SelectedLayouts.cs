using EdgeAgent.Core.Models;

namespace EdgeAgent.Core.Vision;

/// <summary>Resolves formats whose boxes the model selected itself.</summary>
internal static class SelectedLayouts
{
    /// <summary>Whether there is a tensor of class numbers beside boxes and scores.</summary>
    public static bool LooksSelected(IReadOnlyList<TensorDescription> outputs) =>
        outputs.Any(t => t.Name.Contains("detection_classes", StringComparison.OrdinalIgnoreCase))
        || (outputs.Count >= 3 && outputs.Any(t => t.Name == "labels" && t.Shape.Count <= 2));

    /// <summary>Boxes, scores, classes and perhaps their count, a tensor each.</summary>
    public static ImageOutput? Separate(OutputContext context, ImageOutputFormat format)
    {
        var boxes = context.Tensor(OutputRoles.Boxes, ["detection_boxes", "det_boxes", "box", "dets"], t => t.Shape.Count >= 2 && t.Shape[^1] is 4 or -1);
        var scores = context.Tensor(OutputRoles.Scores, ["detection_scores", "det_scores", "score", "conf"], t => t.Name != boxes?.Name);
        var classes = context.Tensor(OutputRoles.Classes, ["detection_classes", "det_classes", "class", "label"], t => t.Name != boxes?.Name && t.Name != scores?.Name, required: context.Labels > 1);
        var count = context.Tensor(OutputRoles.Count, ["num_det", "num", "count"], t => t.Name != boxes?.Name && t.Name != scores?.Name && t.Name != classes?.Name, required: false);
        if (boxes is null || scores is null || (classes is null && context.Labels > 1)) return null;
        var tensorFlow = format == ImageOutputFormat.Ssd;
        var why = tensorFlow ? "usual for TensorFlow's SSD" : $"usual for {VisionWords.Format.Of(format)}";
        var told = context.Input.SizeTensor is not null;
        return new ImageOutput
        {
            Format = format, Tensors = [.. new[] { boxes, scores, classes, count }.OfType<PlannedTensor>()], Classes = context.Labels, Labels = context.Labels,
            FirstClass = context.Notes.Pick("output.firstClass", context.Spec.FirstClass, tensorFlow ? 1 : 0, PlanSource.Default, why),
            BackgroundClass = context.Notes.Pick("output.backgroundClass", context.Spec.BackgroundClass, -1, PlanSource.Default, "selected boxes are of no background"),
            Boxes = tensorFlow ? BoxOrder.CornersRowFirst : BoxOrder.Corners,
            Units = tensorFlow ? BoxUnit.Fractions : told ? BoxUnit.SourcePixels : BoxUnit.Pixels, Nms = NmsKind.None,
        };
    }

    /// <summary>Rows whose columns have names.</summary>
    public static ImageOutput? Rows(OutputContext context, ImageOutputFormat format)
    {
        var prototypes = format == ImageOutputFormat.Yolov10 ? context.Tensor(OutputRoles.Prototypes, ["proto", "output1"], t => t.Shape.Count == 4, required: false) : null;
        if (context.Tensor(OutputRoles.Main, ["output0", "dets", "output"], t => t.Shape.Count is 2 or 3 && t.Shape[^1] is < 0 or >= 5) is not { } main) return null;
        var width = OutputContext.FromEnd(main.Shape, 1);
        var coefficients = prototypes is null ? 0 : (int)Math.Max(0, OutputContext.FromEnd(prototypes.Shape, 3));
        if (Columns(context, format, width) is not { } columns) return null;
        var numbers = columns.Sum(c => c == RowColumns.Box ? 4 : 1) + coefficients;
        if (!OutputContext.Is(width, numbers))
        {
            context.Notes.Problem($"{DenseLayouts.Describe(main)} has rows of {width} numbers, but {VisionWords.Format.Of(format)} with columns {string.Join(", ", columns)}{(coefficients > 0 ? $" and {coefficients} mask coefficients" : "")} has {numbers}; set output.format or output.columns to what the model gives");
            return null;
        }

        var classes = columns.Contains(RowColumns.Class) ? null
            : context.Tensor(OutputRoles.Classes, ["label", "class"], t => t.Name != main.Name, required: context.Labels > 1);
        return new ImageOutput
        {
            Format = format, Tensors = [.. new[] { main, prototypes, classes }.OfType<PlannedTensor>()], Classes = context.Labels, Labels = context.Labels, Columns = columns,
            FirstClass = context.Notes.Pick("output.firstClass", context.Spec.FirstClass, 0, PlanSource.Default, $"usual for {VisionWords.Format.Of(format)}"),
            BackgroundClass = context.Spec.BackgroundClass ?? -1, MaskCoefficients = coefficients, Boxes = BoxOrder.Corners, Nms = NmsKind.None,
        };
    }

    /// <summary>YOLOv3's zoo form.</summary>
    public static ImageOutput? Indexed(OutputContext context)
    {
        var boxes = context.Tensor(OutputRoles.Boxes, ["boxes", "box"], t => t.Shape.Count >= 2 && t.Shape[^1] is 4 or -1);
        var scores = context.Tensor(OutputRoles.Scores, ["scores", "score"], t => t.Name != boxes?.Name && t.ElementType is "float" or "float16");
        var indices = context.Tensor(OutputRoles.Indices, ["indices", "ind", "yolonms_layer_1:1"], t => t.Name != boxes?.Name && t.Name != scores?.Name);
        if (boxes is null || scores is null || indices is null) return null;
        return new ImageOutput
        {
            Format = ImageOutputFormat.Yolov3, Tensors = [boxes, scores, indices], Classes = context.Labels, Labels = context.Labels,
            Boxes = BoxOrder.CornersRowFirst, Units = context.Input.SizeTensor is null ? BoxUnit.Pixels : BoxUnit.SourcePixels, Nms = NmsKind.None,
        };
    }

    private static IReadOnlyList<string>? Columns(OutputContext context, ImageOutputFormat format, long width)
    {
        if (context.Spec.Columns is { } stated)
        {
            context.Notes.Note("output.columns", string.Join(", ", stated), PlanSource.Manifest, "the manifest says so");
            return stated;
        }

        if (format == ImageOutputFormat.BoxesNms && width is not (5 or 6))
        {
            context.Notes.Problem($"rows of {width} numbers come in several orders (YOLOv7: batch, box, class, score; YOLO-NAS: batch, box, score, class); say which as output.columns");
            return null;
        }

        IReadOnlyList<string> usual = width == 5 ? [RowColumns.Box, RowColumns.Score] : [RowColumns.Box, RowColumns.Score, RowColumns.Class];
        context.Notes.Note("output.columns", string.Join(", ", usual), PlanSource.Default, $"usual for {VisionWords.Format.Of(format)}");
        return usual;
    }
}
