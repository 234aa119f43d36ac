namespace EdgeAgent.Core.Control;

/// <summary>How a variant agrees with the full model on windows of its own pipeline, which both scored.</summary>
/// <param name="Model">Name of the package.</param>
/// <param name="Version">Its version.</param>
/// <param name="Variant">The variant that is watched.</param>
/// <param name="Compared">Windows that both scored.</param>
/// <param name="Same">Of these, how many they decided alike: every label that makes events over its threshold, or none.</param>
/// <param name="Heard">Windows in which either heard something.</param>
/// <param name="HeardSame">Of these, how many they decided alike.</param>
/// <param name="Missed">Windows that were due and not compared, because the check was still busy with the one before, or the twin failed.</param>
/// <param name="MeanDelta">Mean largest difference of a window's scores, 0..1; 0 before the first.</param>
public sealed record TwinFigures(string Model, int Version, string Variant, long Compared, long Same, long Heard, long HeardSame, long Missed, double MeanDelta)
{
    /// <summary>Share of the windows that both decided alike, 0..1; null before the first.</summary>
    public double? Agreement => Compared == 0 ? null : (double)Same / Compared;

    /// <summary>Why the variant was given up, a sentence; null while it is trusted.</summary>
    public string? Drift { get; init; }
}
