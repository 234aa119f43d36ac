namespace EdgeAgent.Models.Gates;

/// <summary>What a version must keep to on this device before it may work.</summary>
public sealed record StageRules
{
    /// <summary>Part of the hop that scoring a window may take, 0..1: the rest is for everything else and for bursts.</summary>
    public double AffordableShare { get; init; } = 0.8;

    /// <summary>How many times the working version's cost for the same input a version may have; 0 for no limit.</summary>
    public double MostSlowdown { get; init; } = 5;

    /// <summary>Part of the available memory that a version may need beside the working one, 0..1.</summary>
    public double MemoryShare { get; init; } = 0.8;

    /// <summary>Windows of each noise that the model is given, 1..1000.</summary>
    public int WindowsPerProbe { get; init; } = 4;
}
