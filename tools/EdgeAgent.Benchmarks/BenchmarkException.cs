namespace EdgeAgent.Benchmarks;

/// <summary>The benchmark can't be run; one sentence that says why.</summary>
/// <param name="message">The sentence.</param>
/// <param name="usage">Whether the command line is at fault.</param>
internal sealed class BenchmarkException(string message, bool usage = false) : Exception(message)
{
    /// <summary>Whether the command line is at fault.</summary>
    public bool IsUsage { get; } = usage;
}
