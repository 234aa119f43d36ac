using EdgeAgent.Core.Models;

namespace EdgeAgent.Core.Vision;

/// <summary>Resolves formats that say something of the whole image or of every pixel.</summary>
internal static class PixelLayouts
{
    /// <summary>Class scores of the whole image.</summary>
    public static ImageOutput? Classes(OutputContext context, ImageOutputFormat format)
    {
        if (context.Tensor(OutputRoles.Main, ["score", "prob", "softmax", "logit", "output"], _ => true) is not { } main) return null;
        var declared = main.Shape.Count == 1 ? main.Shape[0] : OutputContext.Elements(main.Shape);
        var classes = declared > 0 ? (int)declared : context.Labels;
        if (classes != context.Labels && classes != context.Labels + 1)
        {
            context.Notes.Problem($"{DenseLayouts.Describe(main)} has {classes} classes, which does not fit {context.Labels} labels; give as many labels, or one fewer where one class is the background");
            return null;
        }

        var (activation, source, why) = context.Metadata.Task == "classify" ? (ScoreActivation.None, PlanSource.Metadata, "the file's metadata say task classify, whose exports end with softmax")
            : main.Name.Contains("softmax", StringComparison.OrdinalIgnoreCase) || main.Name.Contains("prob", StringComparison.OrdinalIgnoreCase)
                ? (ScoreActivation.None, PlanSource.Shape, $"its name {main.Name} says that scores are made already")
                : (ScoreActivation.Softmax, PlanSource.Default, "usual for classifiers; set it if the model ends with scores or its classes are independent");
        return new ImageOutput
        {
            Format = format, Tensors = [main], Classes = classes, Labels = context.Labels,
            BackgroundClass = DenseLayouts.Background(context, classes, 0),
            Activation = context.Notes.Pick("output.activation", context.Spec.Activation, activation, source, why, VisionWords.Activation.Of),
            MinScore = 0,
        };
    }

    /// <summary>A class for every pixel.</summary>
    public static ImageOutput? Mask(OutputContext context)
    {
        if (context.Tensor(OutputRoles.Main, ["mask", "seg", "output"], t => t.Shape.Count is 3 or 4) is not { } main) return null;
        var (first, last) = (OutputContext.FromEnd(main.Shape, 3), OutputContext.FromEnd(main.Shape, 1));
        bool Counts(long channels) => channels == context.Labels || channels == context.Labels + 1 || (channels == 1 && context.Labels == 1);
        var usual = Counts(last) && !Counts(first) ? TensorLayout.Nhwc : TensorLayout.Nchw;
        var layout = context.Notes.Pick("output.layout", context.Spec.Layout, usual, PlanSource.Shape, $"the file declares {DenseLayouts.Describe(main)}", VisionWords.Layout.Of);
        var channels = layout == TensorLayout.Nchw ? first : last;
        if (!Counts(channels))
        {
            context.Notes.Problem($"{DenseLayouts.Describe(main)} has {channels} classes, which does not fit {context.Labels} labels; give as many labels, or one fewer where one class is the background");
            return null;
        }

        var classes = (int)channels;
        var single = classes == 1;
        return new ImageOutput
        {
            Format = ImageOutputFormat.Mask, Tensors = [main], Classes = classes, Labels = context.Labels, Layout = layout,
            BackgroundClass = single ? -1 : DenseLayouts.Background(context, classes, 0),
            Activation = context.Notes.Pick("output.activation", context.Spec.Activation, single ? ScoreActivation.Sigmoid : ScoreActivation.Softmax, PlanSource.Default, "usual for masks; set it if the model ends with scores", VisionWords.Activation.Of),
        };
    }

    /// <summary>How unusual every pixel is.</summary>
    public static ImageOutput? Anomaly(OutputContext context)
    {
        var score = context.Tensor(OutputRoles.ImageScore, ["pred_score", "score"], t => OutputContext.Elements(t.Shape) is 1 or -1 && t.Shape.Count <= 2, required: false);
        if (context.Tensor(OutputRoles.Main, ["anomaly_map", "map", "output"], t => t.Shape.Count >= 2 && t.Name != score?.Name && OutputContext.FromEnd(t.Shape, 1) != 1) is not { } map) return null;
        return new ImageOutput
        {
            Format = ImageOutputFormat.AnomalyMap, Tensors = score is null ? [map] : [map, score], Classes = 1, Labels = Math.Max(1, context.Labels), Layout = TensorLayout.Nchw,
            Activation = context.Notes.Pick("output.activation", context.Spec.Activation, ScoreActivation.None, PlanSource.Default, "usual for anomaly maps", VisionWords.Activation.Of),
        };
    }
}
