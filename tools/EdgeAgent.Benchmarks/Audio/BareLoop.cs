using System.Globalization;
using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Benchmarks.Audio;

/// <summary>The other side: the C++ loop, which scores windows of a recording that it holds in memory.</summary>
internal sealed class BareLoop : IDisposable
{
    private readonly PeerProcess _process;

    private BareLoop(PeerProcess process) => (_process, Windows) = (process, (int)PeerProcess.Number(process.Ready[0]));

    /// <summary>Windows of the recording.</summary>
    public int Windows { get; }

    /// <summary>Hash of the scores of the last run.</summary>
    public ulong Hash { get; private set; }

    /// <summary>Starts the loop and waits until it has loaded everything.</summary>
    /// <exception cref="BenchmarkException">It is not built, or can't run the model.</exception>
    public static async Task<BareLoop> StartAsync(string program, OnnxRuntimeLibrary library, ModelPackage package, ModelVariant variant, NoiseRecording recording)
    {
        var manifest = package.Manifest;
        if (manifest.Output.Activation != ScoreActivation.None) throw new BenchmarkException($"{manifest.Name} needs an activation outside its graph, which the bare loop does not have");
        var surface = new OnnxModelProbe(library, new ModelOptions { Provider = OrtProvider.Cpu }).Inspect(package.PathOf(variant));
        var process = await PeerProcess.StartAsync(
            program,
            "--runtime", library.Path, "--model", package.PathOf(variant), "--recording", recording.Path,
            "--input", manifest.Input.Tensor, "--input-shape", Shape(surface.Inputs, manifest.Input.Tensor, manifest.Input.WindowSamples),
            "--output", manifest.Output.Tensor, "--output-shape", Shape(surface.Outputs, manifest.Output.Tensor, package.Labels.Count),
            "--hop", Text(manifest.Input.HopSamples), "--rate", Text(manifest.Input.SampleRate)).ConfigureAwait(false);
        if (process.Ready[1] == library.Version) return new BareLoop(process);
        process.Dispose();
        throw new BenchmarkException($"the bare loop has ONNX Runtime {process.Ready[1]}, the agent {library.Version}");
    }

    /// <summary>Scores windows of the recording a number of times; it measures itself.</summary>
    /// <param name="first">First window.</param>
    /// <param name="count">Windows; 0 for all that follow.</param>
    /// <param name="repeats">How often.</param>
    public async Task<LegCost> MeasureAsync(int first, int count, int repeats)
    {
        var answer = await _process.AskAsync($"run {Text(first)} {Text(count)} {Text(repeats)}").ConfigureAwait(false);
        Hash = ulong.Parse(answer[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new LegCost(PeerProcess.Number(answer[0]), TimeSpan.FromMicroseconds(PeerProcess.Number(answer[1]) / 1e3), TimeSpan.FromMicroseconds(PeerProcess.Number(answer[2]) / 1e3));
    }

    /// <summary>Hears the recording in real time, in blocks that come when their last sample is due.</summary>
    /// <returns>Windows; latency that is not the run, 50th and 99th percentile; length of a run, 50th percentile; seconds.</returns>
    public async Task<(long Windows, double P50, double P99, double Run)> PaceAsync(double seconds, TimeSpan block)
    {
        var answer = await _process.AskAsync(string.Create(CultureInfo.InvariantCulture, $"pace {seconds:F3} {block.TotalMilliseconds:F0}")).ConfigureAwait(false);
        return (PeerProcess.Number(answer[0]), PeerProcess.Number(answer[1]) / 1e9, PeerProcess.Number(answer[2]) / 1e9, PeerProcess.Number(answer[3]) / 1e9);
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private static string Shape(IReadOnlyList<TensorDescription> tensors, string name, int elements)
    {
        var tensor = tensors.First(t => t.Name == name);
        return TensorShapes.TryResolve(tensor, elements, 1, out var shape, out _)
            ? string.Join(',', shape.Select(size => size.ToString(CultureInfo.InvariantCulture)))
            : throw new BenchmarkException($"tensor {tensor} can't hold {elements} elements");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
