namespace EdgeAgent.Pipelines.Frames.Snapshots;

/// <summary>Which pictures of objects are kept.</summary>
public sealed record SnapshotOptions
{
    /// <summary>Quality of the JPEG, 1..100.</summary>
    public int Quality { get; init; } = 85;

    /// <summary>What of its size a crop shows around the object, on each side, 0..2.</summary>
    public double Margin { get; init; } = 0.1;

    /// <summary>Seconds of stream between two pictures of one object that keeps looking better.</summary>
    public double BetterSeconds { get; init; } = 0.5;
}
