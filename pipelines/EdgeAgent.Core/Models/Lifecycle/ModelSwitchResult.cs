namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>How a switch went.</summary>
/// <param name="Position">Position S in the stream, samples at the source's rate: the old model scored its windows that begin before it; −1 when it was refused.</param>
/// <param name="Refusal">Why the old model goes on, one sentence; null when the new one works.</param>
public sealed record ModelSwitchResult(long Position, string? Refusal)
{
    /// <summary>Seconds of input that nobody scored, declared as a gap; above 0 only where the device can't hold two sessions.</summary>
    public double GapSeconds { get; init; }
}
