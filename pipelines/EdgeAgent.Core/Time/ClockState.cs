namespace EdgeAgent.Core.Time;

/// <summary>What is known of the clock that dated an event.</summary>
/// <param name="Synchronized">Whether the clock was disciplined by a reference (NTP, chrony, GPS).</param>
/// <param name="OffsetSeconds">Estimated error of the clock in seconds, or null when unknown.</param>
public sealed record ClockState(bool Synchronized, double? OffsetSeconds)
{
    /// <summary>A clock of which nothing is known.</summary>
    public static ClockState Unknown { get; } = new(false, null);
}
