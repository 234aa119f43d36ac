namespace EdgeAgent.Models.Probation;

/// <summary>What a version on probation must keep to.</summary>
public sealed record ProbationRules
{
    /// <summary>Length in seconds of stream time; 0 for none.</summary>
    public double Seconds { get; init; } = 900;

    /// <summary>Longest probation, in seconds of stream time, while there are too few events to compare rates.</summary>
    public double LongestSeconds { get; init; } = 86400;

    /// <summary>Level of the rate test.</summary>
    public double Alpha { get; init; } = 1e-3;

    /// <summary>Events of both versions together from which on rates are compared.</summary>
    public long FewestEvents { get; init; } = 10;

    /// <summary>Largest share of windows that may fail or not be finite (each, beyond <see cref="FreeFaults"/>).</summary>
    public double MostFaults { get; init; } = 0.01;

    /// <summary>Faults of a kind that are passed over: one bad moment is no bad model.</summary>
    public long FreeFaults { get; init; } = 2;

    /// <summary>Windows before latency is looked at: the first ones are slow everywhere.</summary>
    public long WarmWindows { get; init; } = 20;
}
