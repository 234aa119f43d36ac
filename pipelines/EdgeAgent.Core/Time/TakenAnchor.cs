namespace EdgeAgent.Core.Time;

/// <summary>An anchor of a live epoch with what it was taken from.</summary>
/// <param name="StreamId">The epoch.</param>
/// <param name="Rate">Nominal sample frames a second.</param>
/// <param name="Anchor">The anchor; it takes the place of all of its epoch at its position or behind it.</param>
/// <param name="Monotonic">The monotonic clock when it was taken.</param>
/// <param name="Drift">The measured rate of the source by then.</param>
public readonly record struct TakenAnchor(string StreamId, int Rate, TimeAnchor Anchor, TimeSpan Monotonic, RateEstimate Drift);
