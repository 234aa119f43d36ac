namespace EdgeAgent.Synthesis.Songs;

/// <summary>Units that follow each other without a long pause.</summary>
/// <param name="Units">In order of time; at least one.</param>
internal sealed record Bout(IReadOnlyList<PlannedUnit> Units)
{
    /// <summary>Begin of the first unit in seconds.</summary>
    public double Begin => Units[0].Begin;

    /// <summary>End of the last unit in seconds.</summary>
    public double End => Units[^1].End;
}
