namespace EdgeAgent.Quantization.Measurement;

/// <summary>What runs of one shape cost.</summary>
/// <param name="Threads">Threads inside a run.</param>
/// <param name="Batch">Windows a run.</param>
/// <param name="Runs">Runs that were measured.</param>
/// <param name="P50">Median milliseconds of a run.</param>
/// <param name="P90">90 % of the runs were not slower, ms.</param>
/// <param name="P99">99 % of the runs were not slower, ms.</param>
/// <param name="Max">The slowest run, ms.</param>
/// <param name="WindowsPerSecond">Windows a second over all runs.</param>
/// <param name="JoulesPerWindow">Energy of a window where the board tells, for the whole processor or board; null elsewhere.</param>
public sealed record BenchmarkPoint(int Threads, int Batch, int Runs, double P50, double P90, double P99, double Max, double WindowsPerSecond, double? JoulesPerWindow);
