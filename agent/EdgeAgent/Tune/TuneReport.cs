namespace EdgeAgent.Tune;

/// <summary>The thresholds of a package, for machines.</summary>
/// <param name="Model">The package.</param>
/// <param name="TargetRecall">Recall that was asked for.</param>
/// <param name="Labels">Every label that the truth has.</param>
/// <param name="Written">Whether the manifest was changed.</param>
internal sealed record TuneReport(string Model, double TargetRecall, IReadOnlyList<LabelTuning> Labels, bool Written);
