namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>What one interval says of one label.</summary>
/// <param name="ClassIndex">Index of the label.</param>
/// <param name="Count">Objects counted in the fields that count.</param>
/// <param name="Low">Lower end of the exact 95 % Poisson interval of the count.</param>
/// <param name="High">Upper end of it.</param>
/// <param name="PerCubicMeter">Concentration in the air, objects a m³; null where nothing was analysed.</param>
/// <param name="LowPerCubicMeter">Concentration at the lower end.</param>
/// <param name="HighPerCubicMeter">Concentration at the upper end.</param>
public sealed record LabelCount(int ClassIndex, long Count, double Low, double High, double? PerCubicMeter, double? LowPerCubicMeter, double? HighPerCubicMeter)
{
    /// <summary>Highest score of them, 0..1; 0 where there is none.</summary>
    public float Peak { get; init; }

    /// <summary>Mean of their scores; 0 where there is none.</summary>
    public double Mean { get; init; }

    /// <summary>Pictures of them that were kept.</summary>
    public long Crops { get; init; }
}
