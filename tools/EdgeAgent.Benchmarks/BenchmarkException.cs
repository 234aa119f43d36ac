namespace EdgeAgent.Benchmarks;

/// <summary>The benchmark can't be run; one sentence that says why.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
