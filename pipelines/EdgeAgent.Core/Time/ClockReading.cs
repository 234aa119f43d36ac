namespace EdgeAgent.Core.Time;

/// <summary>One look at both clocks of the box.</summary>
/// <param name="Monotonic">The clock that nobody sets, since the box was started.</param>
/// <param name="Utc">The wall clock at the same moment.</param>
/// <param name="State">What is known of the wall clock.</param>
/// <param name="Steps">How often the wall clock was set so far.</param>
public readonly record struct ClockReading(TimeSpan Monotonic, DateTimeOffset Utc, ClockState State, int Steps);
