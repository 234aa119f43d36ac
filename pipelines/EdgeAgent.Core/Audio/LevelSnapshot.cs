namespace EdgeAgent.Core.Audio;

/// <summary>What came from a hydrophone in the last minute of input, and what that says of it: tells silence from a dead sensor.</summary>
/// <remarks>Levels are in dB re full scale (dBFS): 0 is the level of a square wave between −1 and 1, a sine of full scale has an RMS of −3.01. Null where every sample is the same.</remarks>
public sealed record LevelSnapshot
{
    /// <summary>Seconds of input that the levels stand for: up to 60.</summary>
    public required double Seconds { get; init; }

    /// <summary>RMS about the mean, dBFS: a DC offset is not heard as level.</summary>
    public double? RmsDb { get; init; }

    /// <summary>Largest magnitude of a sample, dBFS; a DC offset is part of it.</summary>
    public double? PeakDb { get; init; }

    /// <summary>Noise floor, dBFS: of each second the 10th percentile of the RMS of its twentieths, of these the median.</summary>
    public double? FloorDb { get; init; }

    /// <summary>RMS as sound pressure level, dB re 1 µPa, over the source's whole band; null where the hydrophone's sensitivity is not configured.</summary>
    public double? PressureDb { get; init; }

    /// <summary>Mean of the samples, full scale ±1.</summary>
    public required double DcOffset { get; init; }

    /// <summary>Part of the samples that were cut off, 0..1: at full scale, or flat tops below it.</summary>
    public required double ClippedShare { get; init; }

    /// <summary>How the hydrophone sounds.</summary>
    public required SensorState State { get; init; }

    /// <summary>UTC since which it has sounded so; null where time is relative or it has from the start.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The epoch in which it began to sound so; null where it has from the start.</summary>
    public string? SinceStream { get; init; }

    /// <summary>The position in that epoch, sample frames.</summary>
    public long SincePosition { get; init; }

    /// <summary>One sentence for people on the last change; null before any.</summary>
    public string? Detail { get; init; }

    /// <summary>Seconds of input so far in which nothing could be heard (silent, flat, stuck, dead): they were analysed, but covered nothing.</summary>
    public required double DeafSeconds { get; init; }
}
