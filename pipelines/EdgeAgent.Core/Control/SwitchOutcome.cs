using EdgeAgent.Core.Events;

namespace EdgeAgent.Core.Control;

/// <summary>What came of a wish to change a model.</summary>
/// <param name="Swap">The change that took place; null when it was refused.</param>
/// <param name="Refusal">One sentence that names what is in the way and what would help; null when it was done. Nothing has changed then, unless it says so.</param>
public sealed record SwitchOutcome(ModelSwap? Swap, string? Refusal)
{
    /// <summary>It was done.</summary>
    public static SwitchOutcome Done(ModelSwap swap) => new(swap, null);

    /// <summary>It was not done.</summary>
    /// <param name="sentence">Why not, and what would help.</param>
    public static SwitchOutcome Refused(string sentence) => new(null, sentence);
}
