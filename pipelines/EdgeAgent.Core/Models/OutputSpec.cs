namespace EdgeAgent.Core.Models;

/// <summary>What a model gives.</summary>
/// <param name="Tensor">Name of the output tensor.</param>
/// <param name="Format">Layout; this build reads <c>scores</c>: float32 [batch, labels] (or [labels] at batch 1).</param>
/// <param name="Activation">Applied to the raw output.</param>
public sealed record OutputSpec(string Tensor, string Format, ScoreActivation Activation);
