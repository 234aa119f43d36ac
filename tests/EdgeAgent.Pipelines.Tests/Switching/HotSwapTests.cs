using System.IO.Pipelines;
using System.Runtime.InteropServices;
using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Switching;
using EdgeAgent.Pipelines.Tests.Sources.Live;
using EdgeAgent.Pipelines.Tests.Support;
using EdgeAgent.Pipelines.Topology;
using EdgeAgent.Pipelines.Windows;

namespace EdgeAgent.Pipelines.Tests.Switching;

[Collection(nameof(OneProcessTree))]
public sealed class HotSwapTests
{
    private const int Rate = 48_000;
    private const int Changes = 200;

    [Fact]
    public async Task Switch_TwoHundredTimesUnderFullSpeed_EverySampleIsScoredAndMemoryStaysFlat()
    {
        // They differ in rate, window, hop and number of classes.
        using var first = TestModels.Make("first", 10_000, 39_124, 10_000, labels: 2);
        using var second = TestModels.Make("second", 48_000, 96_000, 48_000, labels: 5);
        using var third = TestModels.Make("third", 16_000, 15_600, 7800, labels: 3);
        TinyModel[] models = [first, second, third];
        using var source = new EndlessNoise();
        var log = new CellWatch(models);
        var sink = new EventLog();
        using var workers = InferenceWorkers.Create(1);
        var open = 0;
        using var places = new PipelineModels("reef", [(Lease(first), () => Lease(first))]);
        var counters = new StreamCounters();
        var running = EpochAnalysis.RunAsync(new EpochJob
        {
            Source = source, Name = "noise", Timeline = new StreamTimeline("s", Rate), Identity = SwitchRig.Identity, Places = places, Scores = log, Sink = sink,
            Workers = workers, Counters = counters, Time = TimeProvider.System, Prompt = true, DrainOnStop = true,
        }, CancellationToken.None);
        // How long a window takes when nothing changes, model by model; the first round only warms up.
        var steady = new Dictionary<string, double>();
        foreach (var model in models.Concat(models))
        {
            if (model != first || steady.Count > 0) Assert.Null((await ChangeAsync(model, probation: false)).Refusal);
            await HeardAsync(120);
            steady[model.Package.Manifest.Name] = places.Observe()[0].Figures.Latency.P99;
        }

        var memory = new List<(long Heap, long Resident)>();
        var allocated = GC.GetTotalAllocatedBytes();
        var longest = new List<double>();
        var windows = 0L;
        var heardBefore = counters.Frames;
        for (var i = 1; i <= Changes; i++)
        {
            Assert.Null((await ChangeAsync(models[(i - 1) % models.Length], probation: i % 3 > 0)).Refusal);
            var before = places.Observe()[0].Previous!;
            longest.Add(before.Latency.Longest);
            windows += before.Latency.Count;
            if (i % 20 == 0) memory.Add((GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet));
        }

        var perChange = (GC.GetTotalAllocatedBytes() - allocated) / Changes;
        var heard = counters.Frames - heardBefore;
        await HeardAsync(30);
        source.End();
        await running;

        var output = TestContext.Current.TestOutputHelper!;
        longest.Sort();
        output.WriteLine($"{Changes} changes in {heard / Rate} s of sound at {(double)counters.Frames / Rate / counters.Busy.TotalSeconds:F0}x real time, {log.Windows} windows, {perChange / 1024} KiB allocated a change");
        output.WriteLine($"p99 of a window: steady {string.Join(", ", steady.Select(p => $"{p.Key} {p.Value * 1e3:F2} ms"))}; while changes follow each other {longest[^(int)(windows / 100)] * 1e3:F2} ms, the longest {longest[^1] * 1e3:F2} ms");
        output.WriteLine($"heap MiB {string.Join(' ', memory.Select(m => $"{m.Heap / 1048576.0:F1}"))}; resident MiB {string.Join(' ', memory.Select(m => m.Resident >> 20))}");
        Assert.Equal(Changes + 5, sink.Gaps.Count);
        Assert.All(sink.Gaps, g => Assert.NotNull(g.Swap));
        Assert.Null(log.Fault);
        Assert.InRange(log.End, counters.Frames - (3L * Rate), counters.Frames);
        Assert.Equal(Changes + 5, log.Changes);
        // After the first rounds have made what is kept, nothing grows: no session, no ring, no row is left behind.
        Assert.InRange(memory[^1].Heap, 0, memory[1].Heap + (4 << 20));
        Assert.InRange(memory[^1].Resident, 0, memory[1].Resident + (48 << 20));
        await SwitchRig.UntilAsync(() => Volatile.Read(ref open) <= 2);

        Task<SwitchOutcome> ChangeAsync(TinyModel model, bool probation) =>
            places.SwitchAsync(new SwitchRequest("reef", model.Package, model.Package.Manifest.Variants["full"]) { Probation = probation }, () => Lease(model), CancellationToken.None);

        ModelLease Lease(TinyModel model)
        {
            var runner = model.Open();
            Interlocked.Increment(ref open);
            return new ModelLease(runner, () =>
            {
                runner.Dispose();
                Interlocked.Decrement(ref open);
            });
        }

        async Task HeardAsync(int seconds)
        {
            var to = counters.Frames + ((long)seconds * Rate);
            await SwitchRig.UntilAsync(() => counters.Frames >= to || running.IsCompleted);
        }
    }

    /// <summary>Noise as fast as it is taken.</summary>
    private sealed class EndlessNoise : IByteSource, IDisposable
    {
        private readonly CancellationTokenSource _end = new();

        public AudioFormat Format { get; } = new(Rate, 1, SampleEncoding.F32);

        public bool IsOnDemand => true;

        public void End() => _end.Cancel();

        public async Task FillAsync(PipeWriter writer, CancellationToken cancellation)
        {
            var random = new Random(7);
            while (!_end.IsCancellationRequested && !cancellation.IsCancellationRequested)
            {
                var samples = MemoryMarshal.Cast<byte, float>(writer.GetSpan(4 * 8192))[..8192];
                for (var i = 0; i < samples.Length; i++) samples[i] = random.NextSingle() - 0.5f;
                writer.Advance(4 * 8192);
                if ((await writer.FlushAsync(CancellationToken.None)).IsCompleted) return;
            }
        }

        public void Dispose() => _end.Dispose();
    }

    /// <summary>The log of scored windows, checked as it is written: cells touch, and each is its model's whole cell, cut only where models change.</summary>
    private sealed class CellWatch(TinyModel[] models) : IScoreSink
    {
        private readonly Dictionary<string, (InputSpec Input, WindowGrid Grid)> _models = models.ToDictionary(
            m => m.Package.Manifest.Name,
            m => (m.Package.Manifest.Input, new WindowGrid(m.Package.Manifest.Input.WindowSamples, m.Package.Manifest.Input.HopSamples, m.Package.Manifest.Input.SampleRate, Rate)));

        private string? _model;
        private bool _wasCut;
        private bool _wasLonger;

        public long End { get; private set; }

        public long Windows { get; private set; }

        public int Changes { get; private set; }

        public string? Fault { get; private set; }

        public void Accept(ModelReference model, long first, long last, ReadOnlySpan<float> scores)
        {
            var cell = $"[{first}, {last}) of {model.Name}";
            if (first != End || last <= first) Fault ??= $"{cell} follows {End}";
            var changed = _model is not null && _model != model.Name;
            if (_wasCut && !changed) Fault ??= $"{cell} follows a cell that was cut for no other model";
            var (from, to) = WholeCell(model.Name, first);
            if (!changed && from != first) Fault ??= $"{cell} is not the cell [{from}, {to})";
            if (_wasLonger) Fault ??= $"{cell} follows a cell that was longer than its grid's";
            // Only the very last one may be: what the grid leaves at the end is its own.
            _wasLonger = last > to;
            _wasCut = last < to;
            if (changed) Changes++;
            (_model, End) = (model.Name, last);
            Windows++;
        }

        private (long From, long To) WholeCell(string model, long position)
        {
            var (input, grid) = _models[model];
            var start = Math.Max(0, (position * input.SampleRate / Rate) - input.WindowSamples - input.HopSamples) / input.HopSamples * input.HopSamples;
            while (grid.CellEnd(start) <= position) start += input.HopSamples;
            return (grid.CellStart(start), grid.CellEnd(start));
        }
    }
}
