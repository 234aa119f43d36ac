namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>What was counted in an interval.</summary>
/// <param name="From">Begin; within the exposure.</param>
/// <param name="To">End; within the exposure.</param>
/// <param name="Fields">Fields that count.</param>
/// <param name="AnalysedSquareMillimeters">Their area.</param>
/// <param name="Coverage">Analysed share of the deposit that the interval laid down, 0..1.</param>
/// <param name="AirCubicMeters">Air that the analysed area stands for.</param>
/// <param name="Excluded">Fields and area that do not count, by reason.</param>
/// <param name="Labels">Every label, in the order of class indices.</param>
public sealed record IntervalCount(
    DateTimeOffset From,
    DateTimeOffset To,
    int Fields,
    double AnalysedSquareMillimeters,
    double Coverage,
    double AirCubicMeters,
    IReadOnlyDictionary<FieldExclusion, (int Fields, double SquareMillimeters)> Excluded,
    IReadOnlyList<LabelCount> Labels);
