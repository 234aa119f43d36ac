using EdgeAgent.Core.Models;

namespace EdgeAgent.Core.Vision;

/// <summary>Resolves formats with a row or column for every possible box.</summary>
internal static class DenseLayouts
{
    /// <summary>YOLOv5 (with objectness), YOLOv8, YOLOX: box, objectness, classes, mask coefficients.</summary>
    public static ImageOutput? Yolo(OutputContext context, ImageOutputFormat format)
    {
        var prototypes = format == ImageOutputFormat.Yolov8 ? context.Tensor(OutputRoles.Prototypes, ["proto", "output1"], t => t.Shape.Count == 4, required: false) : null;
        if (context.Tensor(OutputRoles.Main, ["output0", "output"], t => t.Shape.Count is 2 or 3) is not { } main) return null;
        var coefficients = prototypes is null ? 0 : (int)Math.Max(0, OutputContext.FromEnd(prototypes.Shape, 3));
        var before = format == ImageOutputFormat.Yolov8 ? 4 : 5;
        var numbers = before + context.Labels + coefficients;
        var (rows, columns) = (OutputContext.FromEnd(main.Shape, 2), OutputContext.FromEnd(main.Shape, 1));

        // Where both would do, it is the usual one of the family: YOLOv8 stands its boxes in columns.
        TensorLayout? seen = (rows == numbers, columns == numbers) switch
        {
            (true, false) => TensorLayout.Nchw, (false, true) => TensorLayout.Nhwc,
            (true, true) => format == ImageOutputFormat.Yolov8 ? TensorLayout.Nchw : TensorLayout.Nhwc, _ => null,
        };
        var usual = seen ?? (format == ImageOutputFormat.Yolov8 ? TensorLayout.Nchw : TensorLayout.Nhwc);
        var layout = context.Notes.Pick("output.layout", context.Spec.Layout, usual, PlanSource.Shape, $"the file declares {Describe(main)}", VisionWords.Layout.Of);
        if (!OutputContext.Is(layout == TensorLayout.Nchw ? rows : columns, numbers))
        {
            context.Notes.Problem($"{Describe(main)} does not fit {context.Labels} labels: {VisionWords.Format.Of(format)} has {before} + labels{(coefficients > 0 ? $" + {coefficients} mask coefficients" : "")} = {numbers} numbers a box; set labels to the model's classes or output.format to its layout");
            return null;
        }

        var strides = context.Spec.Strides ?? [8, 16, 32];
        if (format == ImageOutputFormat.Yolox) CheckCells(context, strides, layout == TensorLayout.Nchw ? columns : rows, main);
        return new ImageOutput
        {
            Format = format, Tensors = prototypes is null ? [main] : [main, prototypes], Classes = context.Labels, Labels = context.Labels, Layout = layout,
            MaskCoefficients = coefficients, Strides = format == ImageOutputFormat.Yolox ? strides : [], BackgroundClass = -1,
            Boxes = BoxOrder.Center, Nms = NmsKind.PerClass,
        };
    }

    /// <summary>Boxes and class scores in two tensors, or in one of 4 + classes numbers; or selected already.</summary>
    public static ImageOutput? Scored(OutputContext context, ImageOutputFormat format)
    {
        var detr = format == ImageOutputFormat.Detr;
        if (context.Spec.Tensors.ContainsKey(OutputRoles.Classes) || SelectedLayouts.LooksSelected(context.Outputs)) return SelectedLayouts.Separate(context, format);
        if (detr && (context.Spec.Tensors.ContainsKey(OutputRoles.Main) || context.Outputs.Count == 1))
        {
            if (context.Tensor(OutputRoles.Main, ["output0"], t => t.Shape.Count == 3) is not { } main) return null;
            if (!OutputContext.Is(OutputContext.FromEnd(main.Shape, 1), 4 + context.Labels))
            {
                context.Notes.Problem($"{Describe(main)} does not fit {context.Labels} labels: detr has 4 + labels numbers a query; set labels to the model's classes");
                return null;
            }

            return Queries(context, [main], context.Labels, ScoreActivation.None, TensorLayout.Nhwc);
        }

        var boxes = context.Tensor(OutputRoles.Boxes, ["pred_boxes", "dets", "box", "loc", "reg"], t => t.Shape.Count >= 2 && t.Shape[^1] == 4);
        var scores = context.Tensor(OutputRoles.Scores, ["logits", "labels", "score", "conf", "cls", "class", "prob"], t => t.Shape.Count >= 2 && t.Name != boxes?.Name);
        if (boxes is null || scores is null) return null;
        var declared = OutputContext.FromEnd(scores.Shape, 1);
        var classes = declared > 0 ? (int)declared : context.Labels;
        if (classes != context.Labels && classes != context.Labels + 1)
        {
            context.Notes.Problem($"{Describe(scores)} has {classes} classes, which does not fit {context.Labels} labels; give as many labels, or one fewer where one class is the background");
            return null;
        }

        if (detr) return Queries(context, [boxes, scores], classes, scores.Name == "labels" ? ScoreActivation.Sigmoid : ScoreActivation.Softmax, TensorLayout.Nhwc);
        if (context.Spec.Anchors is null != context.Spec.Strides is null)
            context.Notes.Problem("priors need output.anchors and output.strides together; give both, or neither where the boxes are decoded already");
        var anchors = context.Spec.Anchors ?? [];
        var output = new ImageOutput
        {
            Format = format, Tensors = [boxes, scores], Classes = classes, Labels = context.Labels, Layout = TensorLayout.Nhwc,
            BackgroundClass = Background(context, classes, 0), Strides = context.Spec.Strides ?? [], Anchors = anchors, Variances = context.Spec.Variances ?? [0.1, 0.2],
            Boxes = BoxOrder.Corners, Units = BoxUnit.Fractions, Nms = NmsKind.PerClass,
        };
        if (anchors.Count > 0 && anchors.Count == output.Strides.Count) CheckPriors(context, output, OutputContext.FromEnd(boxes.Shape, 2), boxes);
        return output;
    }

    /// <summary>Position of the background: as stated, else a usual one where there is one class more than labels.</summary>
    public static int Background(OutputContext context, int classes, int usual)
    {
        var (value, why) = classes == context.Labels + 1 ? (usual, $"there are {classes} classes for {context.Labels} labels") : (-1, "there are as many labels as classes");
        return context.Notes.Pick("output.backgroundClass", context.Spec.BackgroundClass, value, PlanSource.Shape, why);
    }

    /// <summary>A planned tensor for people.</summary>
    public static TensorDescription Describe(PlannedTensor tensor) => new(tensor.Name, tensor.ElementType, tensor.Shape);

    private static ImageOutput Queries(OutputContext context, PlannedTensor[] tensors, int classes, ScoreActivation activation, TensorLayout layout) => new()
    {
        Format = ImageOutputFormat.Detr, Tensors = tensors, Classes = classes, Labels = context.Labels, Layout = layout,
        BackgroundClass = Background(context, classes, classes - 1), Activation = activation,
        Boxes = BoxOrder.Center, Units = BoxUnit.Fractions, Nms = NmsKind.None,
    };

    private static void CheckCells(OutputContext context, IReadOnlyList<int> strides, long declared, PlannedTensor main)
    {
        var cells = strides.Sum(s => (long)(context.Input.Width / s) * (context.Input.Height / s));
        context.Notes.Note("output.strides", string.Join(", ", strides), context.Spec.Strides is null ? PlanSource.Default : PlanSource.Manifest, context.Spec.Strides is null ? "usual for yolox" : "the manifest says so");
        if (!OutputContext.Is(declared, cells))
            context.Notes.Problem($"{Describe(main)} has {declared} boxes, but an input of {context.Input.Width}x{context.Input.Height} has {cells} cells at strides {string.Join(", ", strides)}; set output.strides, or output.format to \"yolov5\" where the model decodes boxes itself");
    }

    private static void CheckPriors(OutputContext context, ImageOutput output, long declared, PlannedTensor boxes)
    {
        var priors = 0L;
        for (var i = 0; i < output.Strides.Count; i++)
            priors += (long)((context.Input.Width + output.Strides[i] - 1) / output.Strides[i]) * ((context.Input.Height + output.Strides[i] - 1) / output.Strides[i]) * output.Anchors[i].Count;
        if (!OutputContext.Is(declared, priors))
            context.Notes.Problem($"{Describe(boxes)} has {declared} boxes, but output.strides and output.anchors make {priors} priors for an input of {context.Input.Width}x{context.Input.Height}; set them to the model's");
    }
}
