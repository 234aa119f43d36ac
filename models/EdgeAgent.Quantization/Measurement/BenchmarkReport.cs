using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Quantization.Measurement;

/// <summary>What a model file costs on this device.</summary>
/// <param name="File">The model.</param>
/// <param name="FileBytes">Its size.</param>
/// <param name="Runtime">Version of ONNX Runtime.</param>
/// <param name="Provider">What executed it.</param>
/// <param name="Processor">The processor's name.</param>
/// <param name="LoadMilliseconds">Opening the session, graph optimization included.</param>
/// <param name="MemoryBytes">Growth of this process's resident memory by the session and its first run at the largest batch.</param>
/// <param name="Points">One for each number of threads and batch size.</param>
public sealed record BenchmarkReport(
    string File, long FileBytes, string Runtime, string Provider, string Processor, double LoadMilliseconds, long MemoryBytes, IReadOnlyList<BenchmarkPoint> Points)
{
    /// <summary>Which provider took how many nodes of the graph; empty where the library does not tell.</summary>
    public IReadOnlyList<OrtPlacement> Placement { get; init; } = [];
}
