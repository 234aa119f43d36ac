namespace EdgeAgent.Core.Time;

/// <summary>One known pair of stream position and UTC. Positions are authoritative; UTC is derived from anchors.</summary>
/// <param name="Position">Sample frames since the epoch began.</param>
/// <param name="Utc">The UTC time at which that position was recorded.</param>
/// <param name="Ppm">How much faster than its nominal rate the source runs from here to the next anchor, in parts per million of UTC; above −1 000 000. 0 counts at the nominal rate.</param>
/// <param name="Clock">State of the clock that the time was taken from; null for recordings.</param>
/// <param name="IsStep">Whether the clock was set between the anchor before and this one, so that their times must not be subtracted.</param>
public readonly record struct TimeAnchor(long Position, DateTimeOffset Utc, double Ppm = 0, ClockState? Clock = null, bool IsStep = false);
