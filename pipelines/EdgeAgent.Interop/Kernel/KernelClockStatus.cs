namespace EdgeAgent.Interop.Kernel;

/// <summary>What the kernel knows of its wall clock (adjtimex(2)).</summary>
/// <param name="Synchronized">Whether something disciplines the clock: NTP, chrony (with <c>rtcsync</c>, as distributions set it), systemd-timesyncd, PTP.</param>
/// <param name="OffsetSeconds">What is still to be corrected, signed; 0 where the discipline corrects in another way.</param>
/// <param name="EstimatedErrorSeconds">The discipline's estimate of the clock's error, ≥ 0; 16 where there is none.</param>
/// <param name="MaximumErrorSeconds">Bound of the clock's error, ≥ 0; grows while nothing is heard from the reference, to 16 at most.</param>
/// <param name="FrequencyPpm">The correction of the clock's rate, parts per million.</param>
public readonly record struct KernelClockStatus(bool Synchronized, double OffsetSeconds, double EstimatedErrorSeconds, double MaximumErrorSeconds, double FrequencyPpm);
