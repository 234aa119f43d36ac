using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Inference;

/// <summary>Outputs of image models whose number of rows each run decides: what is left of boxes behind a suppression within the graph. Such a model takes one image at a time.</summary>
internal static class OpenOutputs
{
    /// <summary>Whether a plan has such outputs.</summary>
    public static bool AnyOf(ImagePlan plan) => plan.Output.Tensors.Any(t => Is(t, plan));

    /// <summary>Whether an output of a plan is one.</summary>
    public static bool Is(PlannedTensor tensor, ImagePlan plan) =>
        IsSelected(plan.Output.Format) && (tensor.Shape.Skip(1).Any(size => size < 0) || (tensor.Shape is [< 0, ..] && RowsAreBoxes(plan)));

    /// <summary>Says what is wrong with what a run gave; null when nothing is.</summary>
    /// <param name="tensor">The output.</param>
    /// <param name="plan">How it is read.</param>
    /// <param name="shape">What the run gave.</param>
    public static string? Problem(PlannedTensor tensor, ImagePlan plan, ReadOnlySpan<long> shape)
    {
        var row = tensor.Role switch
        {
            OutputRoles.Main => plan.Output.Columns.Sum(column => column == RowColumns.Box ? 4 : 1) + plan.Output.MaskCoefficients,
            OutputRoles.Boxes => 4,
            _ => 0,
        };
        return row == 0 || (shape.Length > 0 && shape[^1] == row) ? null
            : $"the output {tensor.Name} has the shape [{string.Join(", ", shape.ToArray())}], but its rows must have {row} numbers; set output.format or output.columns to what the model gives";
    }

    // Formats whose boxes the model has chosen already.
    private static bool IsSelected(ImageOutputFormat format) =>
        format is ImageOutputFormat.Yolov3 or ImageOutputFormat.Yolov10 or ImageOutputFormat.Ssd or ImageOutputFormat.Detr or ImageOutputFormat.EfficientNms or ImageOutputFormat.BoxesNms;

    // Without a dimension for the batch, the first open one counts boxes.
    private static bool RowsAreBoxes(ImagePlan plan) => plan.Output.Tensors.Any(t => t.Role is OutputRoles.Main or OutputRoles.Boxes && t.Shape.Count == 2 && t.Shape[0] < 0);
}
