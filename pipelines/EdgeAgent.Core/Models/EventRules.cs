namespace EdgeAgent.Core.Models;

/// <summary>How window scores of one label become events. All values are part of the configuration digest.</summary>
public sealed record EventRules
{
    /// <summary>Whether the label makes events at all (a background class does not).</summary>
    public bool Report { get; init; } = true;

    /// <summary>An event opens at this smoothed score, 0..1.</summary>
    public float High { get; init; } = 0.5f;

    /// <summary>An event extends while the smoothed score is at least this, ≤ <see cref="High"/>.</summary>
    public float Low { get; init; } = 0.3f;

    /// <summary>Kind of smoothing.</summary>
    public SmoothingKind Smoothing { get; init; } = SmoothingKind.None;

    /// <summary>Windows in the smoothing, odd, 1..99; centred, shrinking at the ends of an epoch.</summary>
    public int SmoothingWindows { get; init; } = 1;

    /// <summary>k of k-of-n: this many of the last <see cref="ConfirmOf"/> windows must reach <see cref="High"/>.</summary>
    public int Confirm { get; init; } = 1;

    /// <summary>n of k-of-n, 1..99.</summary>
    public int ConfirmOf { get; init; } = 1;

    /// <summary>Shorter events are not reported, seconds ≥ 0.</summary>
    public double MinSeconds { get; init; }

    /// <summary>Events of one label that are this close are one event, seconds ≥ 0.</summary>
    public double MergeGapSeconds { get; init; }

    /// <summary>Longer events are cut, seconds &gt; 0.</summary>
    public double MaxSeconds { get; init; } = 600;
}
