using System.Runtime.InteropServices;
using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Levels;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Tests.Support;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Pipelines.Tests.Levels;

public sealed class SensorWatchTests
{
    private const int Rate = 8000;
    private static readonly DateTimeOffset Start = new(2026, 3, 15, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Snapshot_BeforeASecondWasHeard_IsNone()
    {
        var watch = new SensorWatch();
        Assert.Null(watch.Snapshot());
        watch.Begin(new StreamTimeline("s", Rate));
        watch.Push(new float[Rate - 1]);
        Assert.Null(watch.Snapshot());
        watch.Push(new float[1]);
        Assert.NotNull(watch.Snapshot());
    }

    [Fact]
    public void Snapshot_BytesThatAreNoSamples_FiguresAreNumbersAllTheSame()
    {
        var random = new Random(7);
        for (var trial = 0; trial < 20; trial++)
        {
            var watch = new SensorWatch(new HydrophoneCalibration(-176));
            watch.Begin(new StreamTimeline("s", Rate));
            // Any bits but those of what is no number, which is refused before.
            watch.Push([.. Enumerable.Range(0, 2 * Rate).Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue))).Select(s => float.IsFinite(s) ? s : float.MaxValue)]);
            var levels = watch.Snapshot()!;

            Assert.All(new[] { levels.RmsDb!.Value, levels.PeakDb!.Value, levels.FloorDb!.Value, levels.PressureDb!.Value, levels.DcOffset, levels.ClippedShare }, figure => Assert.True(double.IsFinite(figure)));
            Assert.InRange(levels.PeakDb.Value, 760, 771);
        }
    }

    [Fact]
    public void Snapshot_SoundOnAnOffset_HasItsLevelsInAllUnits()
    {
        var watch = new SensorWatch(new HydrophoneCalibration(-176));
        watch.Begin(new StreamTimeline("s", Rate));
        watch.Push(Sounds.Noise(30 * Rate, -40).Each((s, _) => s + 0.05f));

        var levels = watch.Snapshot()!;

        Assert.Equal(30, levels.Seconds);
        Assert.Equal(-40, levels.RmsDb!.Value, 0.05);
        Assert.Equal(136, levels.PressureDb!.Value, 0.05);
        Assert.InRange(levels.FloorDb!.Value, -41, -40);
        Assert.InRange(levels.PeakDb!.Value, -22, -19);
        Assert.Equal(0.05, levels.DcOffset, 1e-4);
        Assert.Equal(0, levels.ClippedShare);
        Assert.Equal(SensorState.Ok, levels.State);
        Assert.Null(levels.Since);
        Assert.Null(levels.Detail);
    }

    [Fact]
    public void Snapshot_LongSound_IsOfTheLastMinute()
    {
        var watch = new SensorWatch();
        watch.Begin(new StreamTimeline("s", Rate));
        watch.Push(Sounds.Noise(30 * Rate, -20));
        watch.Push(Sounds.Noise(59 * Rate, -30));
        Assert.InRange(watch.Snapshot()!.PeakDb!.Value, -10, -5);
        watch.Push(Sounds.Noise(Rate, -30));

        var levels = watch.Snapshot()!;

        Assert.Equal(60, levels.Seconds);
        Assert.Equal(-30, levels.RmsDb!.Value, 0.05);
        Assert.InRange(levels.PeakDb!.Value, -20, -15);
    }

    [Fact]
    public void Push_SourceFallsSilent_IsToldOnceWithItsPlaceAndTime()
    {
        var told = new List<(SensorChange Change, LevelSnapshot? Then)>();
        SensorWatch watch = null!;
        watch = new SensorWatch(new HydrophoneCalibration(-170), change => told.Add((change, watch.Snapshot())));
        watch.Begin(new StreamTimeline("boot/1", Rate, new TimeAnchor(0, Start)));
        watch.Push(Sounds.Noise(20 * Rate, -40));
        watch.Push(new float[70 * Rate]);

        var (change, then) = Assert.Single(told);
        Assert.Equal((SensorState.Silent, 20L * Rate), (change.State, change.From));
        Assert.Equal((SensorState.Silent, change.Sentence), (then!.State, then.Detail));
        Assert.Equal(("boot/1", 20L * Rate, Start.AddSeconds(20)), (then.SinceStream, then.SincePosition, then.Since));
        var now = watch.Snapshot()!;
        Assert.Equal(70, now.DeafSeconds);
        Assert.Null(now.RmsDb);
        Assert.Null(now.PeakDb);
        Assert.Null(now.FloorDb);
        Assert.Null(now.PressureDb);
    }

    [Fact]
    public void Begin_AnotherRate_GoesOnWithTheSameState()
    {
        var watch = new SensorWatch();
        watch.Begin(new StreamTimeline("a", Rate));
        watch.Push(new float[10 * Rate]);
        watch.Begin(new StreamTimeline("b", 2 * Rate));
        Assert.Null(watch.Snapshot());
        watch.Push(new float[10 * 2 * Rate]);

        var levels = watch.Snapshot()!;

        Assert.Equal((SensorState.Silent, "a", 20.0, 10.0), (levels.State, levels.SinceStream, levels.DeafSeconds, levels.Seconds));
    }

    [Fact]
    public async Task Snapshot_FromAnotherThread_IsNeverHalfWritten()
    {
        var watch = new SensorWatch();
        watch.Begin(new StreamTimeline("s", Rate));
        var zeros = new float[6 * Rate];
        var sea = Sounds.Noise(6 * Rate, -40);
        using var done = new CancellationTokenSource();
        var read = 0;
        var reading = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                if (watch.Snapshot() is not { } levels) continue;
                read++;
                Assert.Equal(levels.State == SensorState.Silent, levels.Detail?.StartsWith("every sample is exactly 0", StringComparison.Ordinal) ?? false);
                Assert.InRange(levels.RmsDb ?? -40, -60, -39);
            }
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 200 || (Volatile.Read(ref read) < 100 && !reading.IsCompleted); i++) watch.Push(i % 2 == 0 ? sea : zeros);
        await done.CancelAsync();
        await reading;

        Assert.True(watch.Snapshot()!.DeafSeconds > 500);
    }

    [Fact]
    public async Task RunAsync_WithAndWithoutAWatch_GivesTheSameEvents()
    {
        using var model = new TinyModel(1000, 100, 50);
        using var runner = model.Open();
        var random = new Random(3);
        var samples = new float[300_000].Each((_, i) => i / 700 % 2 == 0 ? TinyModel.SampleFor(0.9) : TinyModel.SampleFor(0.3)).Each((s, _) => s + (0.1f * random.NextSingle()));
        var watch = new SensorWatch();

        var without = await AnalyseAsync(runner, samples, null);
        var with = await AnalyseAsync(runner, samples, watch);

        Assert.True(without.Count > 100);
        Assert.Equal(without, with);
        Assert.Equal(60, watch.Snapshot()!.Seconds, 0.1);
        Assert.Equal(SensorState.Clipping, watch.Snapshot()!.State);
        Assert.NotNull(watch.Snapshot()!.Since);
    }

    [Fact]
    public void Push_SteadyState_AllocatesNothing()
    {
        var watch = new SensorWatch(new HydrophoneCalibration(-170));
        watch.Begin(new StreamTimeline("s", 48_000));
        var block = Sounds.Noise(4096, -40).In16Bits();
        for (var i = 0; i < 200; i++) watch.Push(block);

        var allocated = Allocated.LeastOf(() =>
        {
            for (var i = 0; i < 2000; i++) watch.Push(block);
        });

        Assert.Equal(0, allocated);
    }

    private static async Task<List<DetectionEvent>> AnalyseAsync(ModelRunner runner, float[] samples, SensorWatch? watch)
    {
        var log = new EventLog();
        using var workers = InferenceWorkers.Create(1);
        var bytes = MemoryMarshal.AsBytes(samples.AsSpan()).ToArray();
        await EpochAnalysis.RunAsync(new EpochJob
        {
            Source = new PcmStreamSource("x", new AudioFormat(1600, 1, SampleEncoding.F32), () => new MemoryStream(bytes)),
            Name = "x",
            Timeline = new StreamTimeline("s", 1600, new TimeAnchor(0, Start)),
            Identity = new StreamIdentity("box", "reef", "hydrophone", 1, Replay: false),
            Models = [runner],
            Sink = log,
            Workers = workers,
            Counters = new StreamCounters(),
            Time = TimeProvider.System,
            Prompt = true,
            Sensor = watch,
        }, TestContext.Current.CancellationToken);
        return log.Events;
    }
}
