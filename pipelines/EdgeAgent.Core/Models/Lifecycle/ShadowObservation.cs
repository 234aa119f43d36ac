namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>What a shadow has done beside the working model. Counts only grow until the shadow ends.</summary>
public sealed record ShadowObservation
{
    /// <summary>What the shadow itself did.</summary>
    public ModelObservation Seen { get; init; } = new();

    /// <summary>Stretches of input in which both said the same: an event open in both, or in neither.</summary>
    public long Agreed { get; init; }

    /// <summary>Stretches in which only the shadow had an event open.</summary>
    public long OnlyShadow { get; init; }

    /// <summary>Stretches in which only the working model had an event open.</summary>
    public long OnlyWorking { get; init; }

    /// <summary>Largest difference of a score of the same label at the same place, 0..1; null where the two can't be compared.</summary>
    public double? LargestDifference { get; init; }
}
