using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Tests.Support;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Pipelines.Tests.Topology;

public sealed class EpochRunnerTests
{
    private static readonly StreamIdentity Identity = new("box", "reef", "hydrophone", 1, Replay: true);

    [Fact]
    public void Finish_AnyLengthRateWindowAndHop_EverySampleFrameIsInExactlyOneCell()
    {
        for (var seed = 0; seed < 250; seed++)
        {
            var random = new Random(seed);
            var window = random.Next(10, 400);
            var hop = seed % 5 == 0 ? window : random.Next(Math.Max(1, window / 5), window + 1);
            var modelRate = random.Next(100, 1000);
            var sourceRate = seed % 3 == 0 ? modelRate : random.Next(100, 3000);
            var frames = random.Next(1, 6 * window) * sourceRate / modelRate;
            if (frames > 0) AssertEverySampleFrameIsInOneCell(frames, sourceRate, window, hop, modelRate, random);
        }
    }

    [Theory]
    [InlineData(3, 100, 13, 13, 1000)]
    [InlineData(1, 100, 13, 13, 1000)]
    [InlineData(20, 3000, 400, 400, 100)]
    [InlineData(29, 3000, 10, 10, 1000)]
    [InlineData(301, 3000, 10, 10, 1000)]
    public void Finish_RestThatRoundsToNoSampleFrame_EverySampleFrameIsInExactlyOneCell(int frames, int sourceRate, int window, int hop, int modelRate) =>
        AssertEverySampleFrameIsInOneCell(frames, sourceRate, window, hop, modelRate, new Random(1));

    [Fact]
    public void Push_AnyChunksAndExecutor_GivesTheSameEvents()
    {
        using var model = new TinyModel(1000, 100, 30, new EventRules { High = 0.7f, Low = 0.6f, Confirm = 2, ConfirmOf = 3, MergeGapSeconds = 0.05, MaxSeconds = 2 });
        using var runner = model.Open();
        using var workers = new WorkerExecutor(3);
        foreach (var rate in (int[])[1000, 1600])
        {
            var samples = Bursts(new Random(5), 150_000);
            var whole = Analyse(runner, new InlineExecutor(), rate, samples, AnalysedRange.Whole, chunks: null);
            Assert.True(whole.Count > 50);
            for (var seed = 0; seed < 6; seed++)
                Assert.Equal(whole, Analyse(runner, seed % 2 == 0 ? new InlineExecutor() : workers, rate, samples, AnalysedRange.Whole, new Random(seed), prompt: seed < 3));
        }
    }

    [Fact]
    public void Range_AnyBordersAndLeadIns_PartsTogetherGiveTheWhole()
    {
        using var model = new TinyModel(1000, 100, 40, new EventRules { High = 0.7f, Low = 0.6f, Smoothing = SmoothingKind.Median, SmoothingWindows = 3, Confirm = 2, ConfirmOf = 3, MergeGapSeconds = 0.1, MaxSeconds = 1.5 });
        using var runner = model.Open();
        var extended = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var samples = Bursts(random, 20_000);
            var whole = Analyse(runner, new InlineExecutor(), 1000, samples, AnalysedRange.Whole, chunks: null);
            Assert.NotEmpty(whole);
            long[] borders = [0, .. Enumerable.Range(0, 4).Select(_ => random.NextInt64(1, samples.Length)).Distinct().Order(), long.MaxValue];
            var parts = new List<DetectionEvent>();
            for (var i = 0; i + 1 < borders.Length; i++)
            {
                for (long leadIn = 300; ; leadIn *= 2)
                {
                    var range = new AnalysedRange(borders[i], borders[i + 1], Math.Max(0, borders[i] - leadIn));
                    var part = Analyse(runner, new InlineExecutor(), 1000, samples, range, random, out var needsLonger);
                    if (needsLonger)
                    {
                        Assert.Empty(part);
                        Assert.True(range.LeadIn > 0);
                        extended++;
                        continue;
                    }

                    parts.AddRange(part);
                    break;
                }
            }

            Assert.Equal(whole.OrderBy(e => e.Id).ThenBy(e => e.Revision), parts.OrderBy(e => e.Id).ThenBy(e => e.Revision));
        }

        Assert.True(extended > 0, "no lead-in was ever too short, so that case was not tested");
    }

    [Fact]
    public void Range_BehindItsEvents_NeedsNoMoreSamples()
    {
        using var model = new TinyModel(1000, 100, 50);
        using var runner = model.Open();
        using var epoch = new EpochRunner(runner, new InlineExecutor(), new StreamTimeline("s", 1000), Identity, new EventLog(), new AnalysedRange(0, 1000, 0), prompt: true);
        epoch.Push(new float[900]);
        Assert.False(epoch.IsComplete);
        epoch.Push(new float[400]);
        Assert.True(epoch.IsComplete);
        var windows = epoch.Windows;
        epoch.Push(new float[5000]);
        Assert.Equal(windows, epoch.Windows);
    }

    [Fact]
    public void Dispose_BatchesUnderWay_WaitsForThem()
    {
        using var model = new TinyModel(1000, 100, 50);
        using var runner = model.Open();
        using var workers = new WorkerExecutor(2);
        var epoch = new EpochRunner(runner, workers, new StreamTimeline("s", 1000), Identity, new EventLog(), AnalysedRange.Whole, prompt: false);
        epoch.Push(new float[3000]);
        epoch.Dispose();
        Assert.Equal(0, runner.Rent().Count);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1600)]
    [InlineData(441)]
    public void Push_SteadyState_AllocatesNothing(int rate)
    {
        using var model = new TinyModel(1000, 100, 50, new EventRules { High = 0.7f, Low = 0.6f, Smoothing = SmoothingKind.Median, SmoothingWindows = 3, Confirm = 2, ConfirmOf = 3 });
        using var runner = model.Open();
        foreach (var prompt in (bool[])[true, false])
        {
            using var epoch = new EpochRunner(runner, new InlineExecutor(), new StreamTimeline("s", rate), Identity, new EventLog(), AnalysedRange.Whole, prompt);
            var samples = new float[4096];
            for (var i = 0; i < 20; i++) epoch.Push(samples);
            var windows = epoch.Windows;
            var before = GC.GetAllocatedBytesForCurrentThread();
            while (epoch.Windows < windows + 1000) epoch.Push(samples);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private static void AssertEverySampleFrameIsInOneCell(int frames, int sourceRate, int window, int hop, int modelRate, Random random)
    {
        using var model = new TinyModel(modelRate, window, hop, new EventRules { High = 0, Low = 0, MaxSeconds = 1e6 });
        using var runner = model.Open();
        var cells = new CellLog();
        var log = new EventLog();
        using (var epoch = new EpochRunner(runner, cells, new StreamTimeline("s", sourceRate), Identity, log, AnalysedRange.Whole, prompt: random.Next(2) == 0))
        {
            PushInChunks(epoch, new float[frames], random);
            epoch.Finish("end-of-input");
        }

        var what = $"{frames} frames at {sourceRate} Hz, window {window} and hop {hop} at {modelRate} Hz";
        Assert.True(cells.Cells.Count > 0, what);
        var end = 0L;
        foreach (var (first, last) in cells.Cells)
        {
            Assert.True(first == end && last > first, what);
            end = last;
        }

        // The last cell ends with the input, or its event is stretched to there.
        Assert.True(end <= frames, what);
        var whole = Assert.Single(log.Closed);
        Assert.True(whole.Stream is { First: 0 } span && span.Last == frames, what);
    }

    private static List<DetectionEvent> Analyse(ModelRunner runner, IBatchExecutor executor, int rate, float[] samples, AnalysedRange range, Random? chunks, bool prompt = false) =>
        Analyse(runner, executor, rate, samples, range, chunks, out _, prompt);

    private static List<DetectionEvent> Analyse(ModelRunner runner, IBatchExecutor executor, int rate, float[] samples, AnalysedRange range, Random? chunks, out bool needsLonger, bool prompt = false)
    {
        var log = new EventLog();
        using var epoch = new EpochRunner(runner, executor, new StreamTimeline("s", rate), Identity, log, range, prompt);
        if (chunks is null) epoch.Push(samples);
        else PushInChunks(epoch, samples, chunks);
        epoch.Finish("end-of-input");
        needsLonger = epoch.NeedsLongerLeadIn;
        return log.Events;
    }

    private static void PushInChunks(EpochRunner epoch, ReadOnlySpan<float> samples, Random random)
    {
        while (!samples.IsEmpty)
        {
            var count = Math.Min(samples.Length, random.Next(1, 900));
            epoch.Push(samples[..count]);
            samples = samples[count..];
        }
    }

    // Stretches whose scores lie below, between and above the thresholds.
    private static float[] Bursts(Random random, int length)
    {
        var samples = new float[length];
        for (var at = 0; at < length;)
        {
            var level = TinyModel.SampleFor(0.5 + (0.49 * random.NextDouble()));
            var end = Math.Min(length, at + random.Next(50, random.Next(6) == 0 ? 4000 : 500));
            for (; at < end; at++) samples[at] = level + (0.1f * (float)random.NextDouble());
        }

        return samples;
    }
}
