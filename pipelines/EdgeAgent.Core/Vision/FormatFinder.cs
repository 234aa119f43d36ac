using EdgeAgent.Core.Models;

namespace EdgeAgent.Core.Vision;

/// <summary>Finds the output format from embedded metadata, else from names and shapes, where the manifest does not say it.</summary>
internal static class FormatFinder
{
    private static readonly int[] UsualStrides = [8, 16, 32];

    /// <summary>The format and its reason; null when nothing fits.</summary>
    public static (ImageOutputFormat Format, PlanSource Source, string Why)? Find(OutputContext context) =>
        context.Task switch
        {
            "image-classification" => (ImageOutputFormat.TopK, PlanSource.Shape, "the task is image-classification"),
            "image-segmentation" => (ImageOutputFormat.Mask, PlanSource.Shape, "the task is image-segmentation"),
            "anomaly-detection" => (ImageOutputFormat.AnomalyMap, PlanSource.Shape, "the task is anomaly-detection"),
            _ => FromMetadata(context) ?? FromNames(context.Outputs) ?? FromShapes(context),
        };

    private static (ImageOutputFormat, PlanSource, string)? FromMetadata(OutputContext context)
    {
        if (context.Metadata.Task is not ("detect" or "segment")) return null;
        var rows = context.Outputs.Count > 0 ? OutputContext.FromEnd(context.Outputs[0].Shape, 1) : 0;
        if (context.Metadata.EndToEnd || (rows is 6 or 38 && context.Labels != 2))
            return (ImageOutputFormat.Yolov10, PlanSource.Metadata, $"the file's metadata say task {context.Metadata.Task}, and that it selects boxes itself");
        return context.Outputs.Count > 0 && OutputContext.FromEnd(context.Outputs[0].Shape, 1) == 4 + context.Labels && OutputContext.FromEnd(context.Outputs[0].Shape, 2) is > 0 and <= 1000
            ? (ImageOutputFormat.Detr, PlanSource.Metadata, $"the file's metadata say task {context.Metadata.Task}, and its rows are queries: {context.Outputs[0]}")
            : (ImageOutputFormat.Yolov8, PlanSource.Metadata, $"the file's metadata say task {context.Metadata.Task}");
    }

    private static (ImageOutputFormat, PlanSource, string)? FromNames(IReadOnlyList<TensorDescription> outputs)
    {
        bool Has(params ReadOnlySpan<string> words)
        {
            foreach (var word in words)
                if (!outputs.Any(t => t.Name.Contains(word, StringComparison.OrdinalIgnoreCase))) return false;
            return true;
        }

        static (ImageOutputFormat, PlanSource, string) Found(ImageOutputFormat format, string names) => (format, PlanSource.Shape, $"the outputs are named {names}");
        if (Has("num_det", "det_boxes")) return Found(ImageOutputFormat.EfficientNms, "num_dets, det_boxes, det_scores, det_classes");
        if (Has("detection_boxes", "detection_scores", "detection_classes")) return Found(ImageOutputFormat.Ssd, "detection_boxes, detection_scores, detection_classes");
        if (Has("logits", "pred_boxes")) return Found(ImageOutputFormat.Detr, "logits and pred_boxes");
        if (outputs.Count == 2 && Has("dets", "labels"))
            return outputs.Any(t => t.Name == "dets" && t.Shape.Count > 0 && t.Shape[^1] == 5)
                ? Found(ImageOutputFormat.BoxesNms, "dets (of 5 numbers) and labels")
                : Found(ImageOutputFormat.Detr, "dets and labels");
        if (outputs.Count == 3 && Has("labels", "boxes", "scores")) return Found(ImageOutputFormat.Detr, "labels, boxes and scores");
        if (outputs.Count >= 4 && Has("cls_pred", "dis_pred")) return Found(ImageOutputFormat.Nanodet, "cls_pred… and dis_pred…");
        return null;
    }

    private static (ImageOutputFormat, PlanSource, string)? FromShapes(OutputContext context)
    {
        var (outputs, labels) = (context.Outputs, context.Labels);
        if (outputs.Count == 0) return null;
        (ImageOutputFormat, PlanSource, string) Found(ImageOutputFormat format, string why) => (format, PlanSource.Shape, $"{why}: {string.Join("; ", outputs.Take(3))}");
        var shape = outputs[0].Shape;
        var (last, before) = (OutputContext.FromEnd(shape, 1), OutputContext.FromEnd(shape, 2));
        var cells = Cells(context.Input);
        if (outputs.Count >= 2 && shape.Count == 5 && outputs.All(t => t.Shape.Count == 5))
            return last == 5 + labels && OutputContext.FromEnd(shape, 4) != 3 ? Found(ImageOutputFormat.Yolov4, "grids of 5 + labels numbers an anchor") : Found(ImageOutputFormat.Yolov5Grids, "grids of 5 + labels numbers an anchor");
        if (outputs.Count is 3 or 4 && outputs.All(t => t.Shape.Count == 4 && t.Shape[1] == 3 * (5 + labels))) return Found(ImageOutputFormat.Yolov5Grids, "grids of 3·(5 + labels) channels");
        if (outputs.Count >= 4 && outputs.Count % 2 == 0 && outputs.Count(t => OutputContext.FromEnd(t.Shape, 1) == labels) == outputs.Count / 2) return Found(ImageOutputFormat.Nanodet, "class scores and distances a stride");
        if (outputs.Count == 2 && shape.Count == 3 && outputs[1].Shape.Count == 3 && outputs.Any(t => t.Shape[^1] == 4)) return Found(ImageOutputFormat.Ssd, "boxes beside class scores");
        if (outputs.Count == 2 && outputs.Any(t => t.Shape.Count == 4) && shape.Count == 3) return Found(ImageOutputFormat.Yolov8, "boxes beside prototypes");
        if (outputs.Count != 1) return null;
        if (shape.Count == 4 && context.Input.Width == 32 * last && shape[1] % (5 + labels) == 0) return Found(ImageOutputFormat.Yolov2, "one grid of anchors·(5 + labels) channels");
        if (shape.Count == 4 && shape[1] == 5 + labels) return Found(ImageOutputFormat.FastestDet, "one grid of 5 + labels channels");
        if (shape.Count is not (2 or 3)) return null;
        if (last == 6 && labels != 1 && labels != 2) return Found(ImageOutputFormat.Yolov10, "rows of 6 numbers");
        if (last == 7 && labels != 2 && labels != 3) return Found(ImageOutputFormat.BoxesNms, "rows of 7 numbers");
        if (shape.Count != 3) return null;
        if (before == 4 + labels) return Found(ImageOutputFormat.Yolov8, "columns of 4 + labels numbers");
        if (last == 5 + labels) return before == cells ? Found(ImageOutputFormat.Yolox, "a row of 5 + labels numbers for each cell of grids 8, 16, 32") : Found(ImageOutputFormat.Yolov5, "rows of 5 + labels numbers");
        if (last == 4 + labels) return before is > 0 and <= 1000 ? Found(ImageOutputFormat.Detr, "a row of 4 + labels numbers for each of few queries") : Found(ImageOutputFormat.Yolov8, "rows of 4 + labels numbers");
        return null;
    }

    private static long Cells(ImageInput input) => UsualStrides.Sum(s => (long)(input.Width / s) * (input.Height / s));
}
