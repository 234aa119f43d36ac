using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Quantization.Measurement;

/// <summary>What to measure.</summary>
public sealed record BenchmarkOptions
{
    /// <summary>What executes the model.</summary>
    public OrtProvider Provider { get; init; } = OrtProvider.Cpu;

    /// <summary>Numbers of threads, each from 1.</summary>
    public IReadOnlyList<int> Threads { get; init; } = [1];

    /// <summary>Batch sizes, each from 1; models without an open batch dimension run at 1 only.</summary>
    public IReadOnlyList<int> Batches { get; init; } = [1];

    /// <summary>Seconds of each measurement, &gt; 0; at least 20 runs are made.</summary>
    public double Seconds { get; init; } = 2;
}
