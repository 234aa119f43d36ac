using System.Runtime.InteropServices;
using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;

namespace EdgeAgent.Benchmarks.Audio;

/// <summary>The shipped model's log-band front end, which it carries in its graph, beside the same features made by FFTW from C and by PyTorch.</summary>
internal sealed class FeaturesBenchmark : IBenchmark
{
    private const double OverFftw = 1.5, OverTorch = 0.2;
    private const int Windows = 8;
    private const int WindowsPerSecond = 1200;
    private const float Tolerance = 0.01f;

    // What the front end makes: two pictures of 108 bands and 96 frames.
    private static readonly long[] Shape = [2, 108, 96];

    /// <inheritdoc/>
    public string Name => "features";

    /// <inheritdoc/>
    public string Title => "a window of 39124 samples to log bands by the front end in the shipped model's graph, on one thread, beside FFTW from C and PyTorch";

    /// <inheritdoc/>
    public async Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        ArgumentNullException.ThrowIfNull(options);
        var library = OnnxRuntimeLibrary.Load(options.Runtime);
        var package = PackageReader.Open(options.Model);
        var (front, sound, fftwOut, torchOut) = (Path.Combine(scratch, "front.onnx"), Path.Combine(scratch, "windows.f32"), Path.Combine(scratch, "fftw.f32"), Path.Combine(scratch, "torch.f32"));
        using (var runner = await PeerProcess.StartAsync(options.Peer("run-child")).ConfigureAwait(false))
            await runner.AskAsync(string.Join('\t', "1", options.Python, Path.Combine(options.Sources, "python_job.py"), "cut", package.PathOf(package.Manifest.Variants["full"]), package.Manifest.Input.Tensor, PythonBenchmark.Features, front)).ConfigureAwait(false);
        var window = package.Manifest.Input.WindowSamples;
        var samples = Sound(window * Windows);
        await File.WriteAllBytesAsync(sound, MemoryMarshal.AsBytes<float>(samples).ToArray()).ConfigureAwait(false);
        using var session = OrtSession.Open(library, front, new OrtSessionOptions { Provider = OrtProvider.Cpu, IntraThreads = 1 });
        using var binding = OrtBinding.Create(session, [OrtTensorSpec.Batched(package.Manifest.Input.Tensor, [1, window])], [OrtTensorSpec.Batched(PythonBenchmark.Features, [1, .. Shape])]);
        using var fftw = await PeerProcess.StartAsync(options.Peer("features-fftw"), sound, fftwOut).ConfigureAwait(false);
        using var torch = await PeerProcess.StartAsync(options.Python, Path.Combine(options.Sources, "features_torch.py"), options.Training, sound, torchOut).ConfigureAwait(false);
        results.Used($"ONNX Runtime {library.Version}, {fftw.Ready[0]}, PyTorch {torch.Ready[0]}");
        Run(1);
        foreach (var (peer, path) in new[] { (fftw, fftwOut), (torch, torchOut) })
        {
            await peer.AskAsync("write").ConfigureAwait(false);
            var theirs = await File.ReadAllBytesAsync(path).ConfigureAwait(false);
            var worst = Worst(binding.Output(0), MemoryMarshal.Cast<byte, float>(theirs));
            if (worst > Tolerance) throw new BenchmarkException(FormattableString.Invariant($"{Path.GetFileName(path)} is {worst:F4} off the agent's features; figures of different work are not compared"));
        }

        var count = options.Units(WindowsPerSecond);
        var agent = new Leg("agent", () => Task.FromResult(Run(count)));
        var c = new Leg("FFTW in C", () => fftw.MeasureAsync($"run {count}"));
        var control = new Leg("FFTW in C again", c.RunAsync);
        var python = new Leg("PyTorch", () => torch.MeasureAsync($"run {count / 4}"));
        foreach (var leg in new[] { agent, c, python }) await leg.RunAsync().ConfigureAwait(false);
        var rounds = await Rounds.RunAsync(options.Pairs, agent, c, python, control).ConfigureAwait(false);
        results.Add(Comparison.Of("log bands", "windows", rounds, agent, c, Measure.Cpu, OverFftw, control));
        results.Add(Comparison.Of("log bands", "windows", rounds, agent, python, Measure.Cpu, OverTorch));

        LegCost Run(int windows)
        {
            var meter = Meter.Start();
            for (var i = 0; i < windows; i++)
            {
                samples.AsSpan(i % Windows * window, window).CopyTo(binding.Input(0));
                binding.Run(1);
            }

            return meter.Stop(windows) with { Written = 0 };
        }
    }

    private static float Worst(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        if (ours.Length != theirs.Length) throw new BenchmarkException($"the agent makes {ours.Length} features, the peer {theirs.Length}; figures of different work are not compared");
        var worst = 0f;
        for (var i = 0; i < ours.Length; i++) worst = Math.Max(worst, Math.Abs(ours[i] - theirs[i]));
        return worst;
    }

    private static float[] Sound(int count)
    {
        var random = new Random(1);
        var (samples, low) = (new float[count], 0f);
        for (var i = 0; i < count; i++) samples[i] = low += 0.05f * (random.NextSingle() - 0.5f - low);
        return samples;
    }
}
