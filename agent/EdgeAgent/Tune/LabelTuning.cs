namespace EdgeAgent.Tune;

/// <summary>The thresholds of one label.</summary>
/// <param name="Label">The label.</param>
/// <param name="High">The threshold that the package has.</param>
/// <param name="Low">The score down to which its events go on; it is lowered where the new threshold is less.</param>
/// <param name="Chosen">The highest threshold that finds as much as is asked for; null where none does.</param>
/// <param name="Points">What thresholds give, the lowest first.</param>
internal sealed record LabelTuning(string Label, float High, float Low, float? Chosen, IReadOnlyList<TunePoint> Points)
{
    /// <summary>Thresholds that are tried.</summary>
    public static IReadOnlyList<float> Grid { get; } = [.. Enumerable.Range(1, 99).Select(i => i / 100f)];

    /// <summary>Chooses the threshold of a label.</summary>
    /// <param name="label">The label.</param>
    /// <param name="high">The threshold that the package has.</param>
    /// <param name="low">Where its events end.</param>
    /// <param name="points">What thresholds give, the lowest first.</param>
    /// <param name="target">Recall that is asked for.</param>
    public static LabelTuning Choose(string label, float high, float low, IReadOnlyList<TunePoint> points, double target) =>
        new(label, high, low, points.LastOrDefault(p => p.Recall.Value >= target)?.Threshold, points);
}
