namespace EdgeAgent.Benchmarks.Measuring;

/// <summary>A median with its uncertainty.</summary>
/// <param name="Median">The median.</param>
/// <param name="Low">Lower end of the 95 % bootstrap interval.</param>
/// <param name="High">Upper end of it.</param>
internal sealed record Estimate(double Median, double Low, double High);
