namespace EdgeAgent.Models.Verification;

/// <summary>Sound in which nothing is to be found, cut into windows.</summary>
/// <param name="Name">For the sentence: <c>digital silence</c>, <c>white noise at −40 dBFS</c>.</param>
/// <param name="Windows">Windows of the model's length, ±1.</param>
internal sealed record ProbeSignal(string Name, IReadOnlyList<float[]> Windows);
