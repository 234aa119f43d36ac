namespace EdgeAgent.Core.Events;

/// <summary>What the count of an event stands for: how sure it is, what was looked at, and how many there are in the air.</summary>
public sealed record EventCounting
{
    /// <summary>Lower end of the exact 95 % Poisson interval of the count.</summary>
    public required double Low95 { get; init; }

    /// <summary>Upper end of it.</summary>
    public required double High95 { get; init; }

    /// <summary>Concentration in the air, objects a m³; null where nothing was analysed.</summary>
    public double? PerCubicMeter { get; init; }

    /// <summary>Concentration at the lower end of the interval.</summary>
    public double? PerCubicMeterLow95 { get; init; }

    /// <summary>Concentration at the upper end of the interval.</summary>
    public double? PerCubicMeterHigh95 { get; init; }

    /// <summary>Fields of view that count.</summary>
    public required long Fields { get; init; }

    /// <summary>Their area, mm².</summary>
    public required double AnalysedSquareMillimeters { get; init; }

    /// <summary>Analysed share of the deposit that the interval laid down; above 1 where places were looked at more than once unnoticed.</summary>
    public required double Coverage { get; init; }

    /// <summary>Air that the analysed area stands for, m³.</summary>
    public required double AirCubicMeters { get; init; }

    /// <summary>Fields that do not count, by reason; empty where all do.</summary>
    public required IReadOnlyList<EventExclusion> Excluded { get; init; }

    /// <summary>Pictures of single objects of the label that were kept for review.</summary>
    public required long Crops { get; init; }
}
