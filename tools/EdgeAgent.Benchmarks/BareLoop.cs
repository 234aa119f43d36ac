using System.Diagnostics;
using System.Globalization;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Benchmarks;

/// <summary>The other side: the C++ loop as a child process, warm between its runs, told what to run over its standard input.</summary>
internal sealed class BareLoop : IDisposable
{
    private readonly Process _process;

    private BareLoop(Process process) => _process = process;

    /// <summary>Windows of the recording.</summary>
    public int Windows { get; private init; }

    /// <summary>Hash of the scores of the last run.</summary>
    public ulong Hash { get; private set; }

    /// <summary>Starts the loop and waits until it has loaded everything.</summary>
    /// <exception cref="BenchmarkException">It is not built, or can't run the model.</exception>
    public static async Task<BareLoop> StartAsync(string program, OnnxRuntimeLibrary library, ModelPackage package, ModelVariant variant, NoiseRecording recording)
    {
        if (!File.Exists(program)) throw new BenchmarkException($"{program} is not there; build it with cmake -S tools/EdgeAgent.Benchmarks/native -B artifacts/bench/native && cmake --build artifacts/bench/native");
        var manifest = package.Manifest;
        if (manifest.Output.Activation != ScoreActivation.None) throw new BenchmarkException($"{manifest.Name} needs an activation outside its graph, which the bare loop does not have");
        var surface = new OnnxModelProbe(library, new ModelOptions { Provider = OrtProvider.Cpu }).Inspect(package.PathOf(variant));
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in new (string, string)[]
        {
            ("runtime", library.Path), ("model", package.PathOf(variant)), ("recording", recording.Path),
            ("input", manifest.Input.Tensor), ("input-shape", Shape(surface.Inputs, manifest.Input.Tensor, manifest.Input.WindowSamples)),
            ("output", manifest.Output.Tensor), ("output-shape", Shape(surface.Outputs, manifest.Output.Tensor, package.Labels.Count)),
            ("hop", Text(manifest.Input.HopSamples)), ("rate", Text(manifest.Input.SampleRate)),
        })
        {
            start.ArgumentList.Add("--" + name);
            start.ArgumentList.Add(value);
        }

        var process = Process.Start(start)!;
        var answer = await AnswerAsync(process, "ready").ConfigureAwait(false);
        if (answer[2] != library.Version) throw new BenchmarkException($"the bare loop has ONNX Runtime {answer[2]}, the agent {library.Version}");
        return new BareLoop(process) { Windows = int.Parse(answer[1], CultureInfo.InvariantCulture) };
    }

    /// <summary>Scores windows of the recording a number of times; it measures itself.</summary>
    /// <param name="first">First window.</param>
    /// <param name="count">Windows; 0 for all that follow.</param>
    /// <param name="repeats">How often.</param>
    public async Task<LegCost> MeasureAsync(int first, int count, int repeats)
    {
        await _process.StandardInput.WriteLineAsync($"run {Text(first)} {Text(count)} {Text(repeats)}").ConfigureAwait(false);
        await _process.StandardInput.FlushAsync().ConfigureAwait(false);
        var answer = await AnswerAsync(_process, "done").ConfigureAwait(false);
        Hash = ulong.Parse(answer[4], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new LegCost(Number(answer[1]), TimeSpan.FromMicroseconds(Number(answer[2]) / 1e3), TimeSpan.FromMicroseconds(Number(answer[3]) / 1e3));
    }

    /// <summary>Ends the child: it reads the end of its input.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10))) _process.Kill();
        _process.Dispose();
    }

    private static async Task<string[]> AnswerAsync(Process process, string expected)
    {
        var line = await process.StandardOutput.ReadLineAsync().ConfigureAwait(false) ?? "it ended";
        var words = line.Split(' ');
        return words[0] == expected ? words : throw new BenchmarkException($"the bare loop failed: {line}");
    }

    private static string Shape(IReadOnlyList<TensorDescription> tensors, string name, int elements)
    {
        var tensor = tensors.First(t => t.Name == name);
        return TensorShapes.TryResolve(tensor, elements, 1, out var shape, out _)
            ? string.Join(',', shape.Select(size => size.ToString(CultureInfo.InvariantCulture)))
            : throw new BenchmarkException($"tensor {tensor} can't hold {elements} elements");
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
