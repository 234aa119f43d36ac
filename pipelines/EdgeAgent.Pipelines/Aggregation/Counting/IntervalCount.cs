namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>What was counted in an interval.</summary>
/// <param name="From">Begin.</param>
/// <param name="To">End.</param>
/// <param name="Fields">Fields that count.</param>
/// <param name="AnalysedSquareMillimeters">Their area.</param>
/// <param name="Coverage">Analysed share of the deposit that the interval laid down, 0..1.</param>
/// <param name="AirCubicMeters">Air that the analysed area stands for.</param>
/// <param name="Excluded">Fields and area that do not count, by reason.</param>
/// <param name="Labels">Every label, in the order of class indices.</param>
public sealed record IntervalCount(
    DateTimeOffset From,
    DateTimeOffset To,
    long Fields,
    double AnalysedSquareMillimeters,
    double Coverage,
    double AirCubicMeters,
    IReadOnlyDictionary<FieldExclusion, (long Fields, double SquareMillimeters)> Excluded,
    IReadOnlyList<LabelCount> Labels)
{
    /// <summary>Whether the input ended before the interval did.</summary>
    public bool IsCut { get; init; }
}
