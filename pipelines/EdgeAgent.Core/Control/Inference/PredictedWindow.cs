namespace EdgeAgent.Core.Control.Inference;

/// <summary>What was heard in one window of a recording.</summary>
/// <param name="From">Where the stretch that its scores stand for begins, in seconds from the recording's start.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Top">Labels, best first.</param>
public sealed record PredictedWindow(double From, double To, IReadOnlyList<LabelScore> Top);
