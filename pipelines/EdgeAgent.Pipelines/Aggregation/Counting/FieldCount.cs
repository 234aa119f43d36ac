namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>What was counted in one field of view.</summary>
/// <param name="Time">When the air was sampled that this place of the deposit stands for.</param>
/// <param name="Width">Width, pixels ≥ 1.</param>
/// <param name="Height">Height, pixels ≥ 1.</param>
/// <param name="Labels">What was counted of each label, by class index; objects that lie in the field by the middle of their box.</param>
/// <param name="Exclusion">Why it does not count.</param>
public sealed record FieldCount(DateTimeOffset Time, int Width, int Height, IReadOnlyList<FieldLabel> Labels, FieldExclusion Exclusion)
{
    /// <summary>Its file; null for a camera's.</summary>
    public string? Name { get; init; }

    /// <summary>How sharp it is: <see cref="FieldJudge"/>. 0 where there is nothing to tell by.</summary>
    public double Sharpness { get; init; }

    /// <summary>How like the likest of the fields before it, −1..1.</summary>
    public double Likeness { get; init; }

    /// <summary>Frames that it stands for: those of a place where the stage rests are put together.</summary>
    public long Frames { get; init; } = 1;
}
