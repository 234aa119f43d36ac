namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>How objects in fields of view are counted.</summary>
public sealed record CountOptions
{
    /// <summary>How the air came onto the slide.</summary>
    public required SamplerSettings Sampler { get; init; }

    /// <summary>Length of an interval: a whole part of a day, on the grid of UTC days.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Fields less sharp than this are out of focus; 0 takes all. See <see cref="FieldJudge"/>.</summary>
    public double MinSharpness { get; init; } = 0.45;

    /// <summary>White part of a field from which it is saturated, 0..1.</summary>
    public double MaxWhite { get; init; } = 0.2;

    /// <summary>Part of a field that objects cover from which they can't be told apart, 0..1.</summary>
    public double MaxCover { get; init; } = 0.5;

    /// <summary>Likeness to one of the last fields from which it is the same place, 0..1; 1 leaves only what is the same to the pixel.</summary>
    public double MaxLikeness { get; init; } = 0.8;

    /// <summary>Pictures of objects that are kept of a label in an interval; 0 for none.</summary>
    public int MaxCrops { get; init; } = 200;

    /// <summary>What of its size a picture shows around an object, on each side.</summary>
    public double CropMargin { get; init; } = 0.3;

    /// <summary>What is wrong, in one sentence; null when nothing is.</summary>
    public string? Problem() => Sampler.Problem() ?? (Interval <= TimeSpan.Zero || TimeSpan.TicksPerDay % Interval.Ticks != 0
        ? $"an interval of {Interval} does not divide a day evenly; use 1 h, 3 h or a day"
        : null);
}
