namespace EdgeAgent.Core.Models;

/// <summary>How far a variant may be from <c>full</c>, as its author measured it.</summary>
/// <param name="MaxAbsDelta">Largest absolute difference of a score, 0..1; golden cases of the variant are given this much more tolerance.</param>
/// <param name="EventF1">F1 of its events against those of <c>full</c>, 0..1; null when it was not measured.</param>
public sealed record VariantParity(float MaxAbsDelta, double? EventF1)
{
    /// <summary>Mean absolute difference of a score, 0..1; null when it was not measured.</summary>
    public double? MeanAbsDelta { get; init; }

    /// <summary>Share of the windows with the same greatest score, or on the same side of one half where there is one score; 0..1.</summary>
    public double? Top1 { get; init; }

    /// <summary>F1 of its detections against those of <c>full</c> at an intersection over union of 0.5, 0..1; null for sound and where it was not measured.</summary>
    public double? DetectionF1 { get; init; }

    /// <summary>Size of its file over that of <c>full</c>.</summary>
    public double? SizeRatio { get; init; }

    /// <summary>How many times faster than <c>full</c> it was on the device that made it.</summary>
    public double? SpeedRatio { get; init; }

    /// <summary>Memory of a session over that of <c>full</c>.</summary>
    public double? MemoryRatio { get; init; }

    /// <summary>The report of the measurement inside the package.</summary>
    public string? Report { get; init; }
}
