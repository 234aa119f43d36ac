namespace EdgeAgent.Core.Time;

/// <summary>One known pair of stream position and UTC. Positions are authoritative; UTC is derived from anchors.</summary>
/// <param name="Position">Sample frames since the epoch began.</param>
/// <param name="Utc">The UTC time at which that position was recorded.</param>
public readonly record struct TimeAnchor(long Position, DateTimeOffset Utc);
