namespace EdgeAgent.Benchmarks;

/// <summary>Managed memory that windows cost in steady state.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Windows">Windows that the long replay has more than the short one.</param>
/// <param name="BytesPerWindow">Median over the repetitions of the bytes that it allocated more, a window.</param>
/// <param name="HighestBytesPerWindow">Highest of them.</param>
/// <param name="Met">Whether it is none: under one byte a window.</param>
internal sealed record AllocationResult(string Name, long Windows, double BytesPerWindow, double HighestBytesPerWindow, bool Met);
