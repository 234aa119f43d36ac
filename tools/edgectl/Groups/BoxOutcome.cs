namespace EdgeAgent.Edgectl.Groups;

/// <summary>What came of a box.</summary>
/// <param name="Box">Its context.</param>
/// <param name="Outcome">A word: done, failed, active, rolled-back, rejected, unreachable, not-begun.</param>
/// <param name="Detail">One sentence; empty where the word says it all.</param>
internal sealed record BoxOutcome(string Box, string Outcome, string Detail)
{
    /// <summary>Whether it is as it was wished.</summary>
    public bool IsGood { get; init; }

    /// <summary>The wave, from 1; null where there are none.</summary>
    public int? Wave { get; init; }
}
