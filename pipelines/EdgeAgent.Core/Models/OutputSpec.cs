using EdgeAgent.Core.Vision;

namespace EdgeAgent.Core.Models;

/// <summary>What a model gives.</summary>
/// <param name="Tensor">Name of the output tensor; empty where an image model names its tensors by role or not at all.</param>
/// <param name="Format">Layout; <c>scores</c>: float32 [batch, labels] (or [labels] at batch 1); for images see <see cref="Image"/>.</param>
/// <param name="Activation">Applied to the raw output.</param>
public sealed record OutputSpec(string Tensor, string Format, ScoreActivation Activation)
{
    /// <summary>What an image model gives; null for sound.</summary>
    public ImageOutputSpec? Image { get; init; }
}
