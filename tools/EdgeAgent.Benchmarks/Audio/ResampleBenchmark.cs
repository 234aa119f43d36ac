using System.Globalization;
using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Interop.Soxr;
using EdgeAgent.Pipelines.Windows;

namespace EdgeAgent.Benchmarks.Audio;

/// <summary>The rate conversion of the audio path, beside the same library called from C.</summary>
internal sealed class ResampleBenchmark : IBenchmark
{
    private delegate void PartAction(ReadOnlySpan<float> part);

    private const int SourceRate = 96_000, ModelRate = 10_000;
    private const int Block = 4096;

    // The sound is begun again and again, so that it stays in the cache, as what comes from a pipe does.
    private const int Seconds = 2;

    // Sound that a core converts in a second, about.
    private const int SecondsPerSecond = 1200;

    /// <inheritdoc/>
    public string Name => "resample";

    /// <inheritdoc/>
    public string Title => "96 kHz to 10 kHz by the path's rate converter, beside libsoxr called from C with the same settings and blocks";

    /// <inheritdoc/>
    public async Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        var samples = Noise(SourceRate * Seconds);
        var output = new float[Block];
        var repeats = options.Units(SecondsPerSecond) / Seconds;
        using var peer = await PeerProcess.StartAsync(
            options.Peer("resample-loop"), "--from", $"{SourceRate}", "--to", $"{ModelRate}", "--samples", $"{samples.Length}", "--block", $"{Block}").ConfigureAwait(false);
        results.Used(SoxrLibrary.Version);
        var agent = new Leg("agent", () => Task.FromResult(Convert(samples, output, repeats, null)));
        var c = new Leg("libsoxr in C", () => peer.MeasureAsync($"run {repeats}"));
        var control = new Leg("libsoxr in C again", c.RunAsync);
        var ours = Hash.Empty;
        Convert(samples, output, 1, part => ours = Hash.Add(ours, part));
        var theirs = await peer.AskAsync("hash 1").ConfigureAwait(false);
        if (theirs[0] != ours.ToString("x16", CultureInfo.InvariantCulture)) throw new BenchmarkException($"the agent's samples hash to {ours:x16}, those of the C program to {theirs[0]}; figures of different work are not compared");
        await Measuring.WarmUp.RunAsync(_ => agent.RunAsync()).ConfigureAwait(false);
        await c.RunAsync().ConfigureAwait(false);

        var rounds = await Rounds.RunAsync(options.Pairs, agent, c, control).ConfigureAwait(false);
        results.Add(Comparison.Of("96 kHz to 10 kHz", "seconds of sound", rounds, agent, c, Measure.Cpu, 1.05, control));
    }

    private static LegCost Convert(float[] samples, float[] output, int repeats, PartAction? told)
    {
        var meter = Meter.Start();
        using (var converter = new SoxrRate(SourceRate, ModelRate))
        {
            for (var i = 0; i < repeats; i++)
            {
                for (var at = 0; at < samples.Length;)
                {
                    converter.Process(samples.AsSpan(at, Math.Min(Block, samples.Length - at)), output, out var consumed, out var produced);
                    at += consumed;
                    told?.Invoke(output.AsSpan(0, produced));
                }
            }

            while (converter.Flush(output) is > 0 and var produced) told?.Invoke(output.AsSpan(0, produced));
        }

        return meter.Stop((long)repeats * Seconds) with { Written = 0 };
    }

    // The generator of the peer.
    private static float[] Noise(int length)
    {
        var samples = new float[length];
        var state = 1u;
        for (var i = 0; i < length; i++)
        {
            state = (state * 1664525) + 1013904223;
            samples[i] = (short)(state >> 16) / 32768f;
        }

        return samples;
    }
}
