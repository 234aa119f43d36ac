using EdgeAgent.Core.Models;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Tests.Support;
using EdgeAgent.Pipelines.Topology;
using EdgeAgent.Pipelines.Windows;

namespace EdgeAgent.Pipelines.Tests.Switching;

public sealed class SwapCoverageTests
{
    private static readonly int[] Rates = [3000, 10_000, 16_000, 48_000];

    [Fact]
    public async Task Switch_AnyModelsAndPositions_EverySampleIsInOneCellWithTheScoresOfARunFromTheStart()
    {
        var swaps = 0;
        var cut = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var rate = Rates[random.Next(Rates.Length)];
            var models = Enumerable.Range(0, 3).Select(i => AnyModel($"m{i}", random)).ToArray();
            try
            {
                var samples = Sound(random, random.Next(4, 12) * rate);
                using var workers = new WorkerExecutor(2);
                using var rig = new SwitchRig(rate, models[0], prompt: random.Next(4) > 0, executor: random.Next(4) == 0 ? workers : new InlineExecutor());
                rig.Begin();
                var positions = new List<(long At, string Model)>();
                for (var next = 1; ; next++)
                {
                    rig.PushTo(samples, Math.Min(samples.Length, rig.Position + random.Next(1, 3 * rate)), random);
                    if (rig.Position >= samples.Length) break;
                    long? at = random.Next(2) == 0 ? null : rig.Position + random.Next(0, rate / 2);
                    var model = models[next % models.Length];
                    var asked = await rig.AskAsync(model, at);
                    while (!asked.IsCompleted && rig.Position < samples.Length)
                    {
                        rig.PushTo(samples, Math.Min(samples.Length, rig.Position + random.Next(1, rate)), random);
                        if (!rig.Models.IsChangeWaiting) await Task.Yield();
                    }

                    if (rig.Position >= samples.Length) rig.Finish();
                    var outcome = await asked;
                    if (outcome.Swap is { StreamId: not null } swap) positions.Add((swap.Position, model.Package.Manifest.Name));
                    if (rig.Position >= samples.Length) break;
                }

                rig.Finish();
                swaps += positions.Count;
                Assert.Empty(rig.Gaps);
                AssertCovered(rig.Scores.Rows, samples.Length, rate, models, seed);
                Assert.Equal(positions, rig.Swaps.Where(s => s.Position > 0).Select(s => (s.Position, s.To.Name)));
                foreach (var (at, name) in positions)
                {
                    // The cells of the model that went end at S, those of the model that came begin there.
                    Assert.Contains(rig.Scores.Rows, r => r.Last == at && r.Model != name);
                    Assert.Contains(rig.Scores.Rows, r => r.First == at && r.Model == name);
                }

                cut += AssertGrid(rig.Scores.Rows, models, samples, rate, seed);
            }
            finally
            {
                foreach (var model in models) model.Dispose();
            }
        }

        Assert.True(swaps > 100, $"only {swaps} changes were tried");
        Assert.True(cut > 100, "no cell was ever cut, so that case was not tested");
        TestContext.Current.TestOutputHelper!.WriteLine($"{swaps} changes, {cut} cells cut");
    }

    private static void AssertCovered(List<ScoreRow> rows, long frames, int rate, TinyModel[] models, int seed)
    {
        var end = 0L;
        foreach (var row in rows)
        {
            Assert.True(row.First == end && row.Last > row.First, $"seed {seed}: cell [{row.First}, {row.Last}) of {row.Model} follows {end}");
            end = row.Last;
        }

        // Where the last window ends with the input, the rest lies behind its centre: it is the last cell's, whose event is stretched to there.
        var input = models.Single(m => m.Package.Manifest.Name == rows[^1].Model).Package.Manifest.Input;
        Assert.InRange(end, frames - ((long)input.WindowSamples * rate / input.SampleRate / 2) - 1, frames);
    }

    // Each model's rows lie on the grid of a run that had it from the start, one after the other, and hold its very bits.
    private static int AssertGrid(List<ScoreRow> rows, TinyModel[] models, float[] samples, int rate, int seed)
    {
        var cut = 0;
        var references = models.ToDictionary(m => m.Package.Manifest.Name, m => FromStart(m, samples, rate));
        var at = models.ToDictionary(m => m.Package.Manifest.Name, _ => -1);
        string? before = null;
        foreach (var row in rows)
        {
            var reference = references[row.Model];
            var index = at[row.Model] + 1;
            if (row.Model != before) while (index < reference.Count && reference[index].Last <= row.First) index++;
            var whole = reference[Math.Min(index, reference.Count - 1)];
            // A tail that was cut at both ends holds the last window, as the reference's last row does.
            Assert.True(whole.First <= row.First && (row.Last <= whole.Last || index >= reference.Count - 1), $"seed {seed}: [{row.First}, {row.Last}) of {row.Model} is not in [{whole.First}, {whole.Last})");
            if ((whole.First, whole.Last) != (row.First, row.Last)) cut++;
            var modelRate = models.Single(m => m.Package.Manifest.Name == row.Model).Package.Manifest.Input.SampleRate;
            for (var i = 0; i < row.Scores.Length; i++)
            {
                var same = RatePeriod.Of(rate, modelRate).IsExact
                    ? BitConverter.SingleToInt32Bits(whole.Scores[i]) == BitConverter.SingleToInt32Bits(row.Scores[i])
                    : Math.Abs(whole.Scores[i] - row.Scores[i]) < 1e-6;
                Assert.True(same, $"seed {seed}: {row.Model} ({rate} to {modelRate} Hz) at [{row.First}, {row.Last}) of {samples.Length} gave {row.Scores[i]:R}, from the start {whole.Scores[i]:R}");
            }

            at[row.Model] = index;
            before = row.Model;
        }

        return cut;
    }

    private static List<ScoreRow> FromStart(TinyModel model, float[] samples, int rate)
    {
        var log = new ScoreLog();
        using var runner = model.Open();
        using var epoch = new EpochRunner(runner, new InlineExecutor(), new StreamTimeline("s", rate), SwitchRig.Identity, new EventLog(), AnalysedRange.Whole, prompt: true, new EpochEntry { Scores = log });
        for (var at = 0; at < samples.Length; at += 999) epoch.Push(samples.AsSpan(at, Math.Min(999, samples.Length - at)));
        epoch.Finish("end-of-input");
        return log.Rows;
    }

    private static TinyModel AnyModel(string name, Random random)
    {
        var rate = Rates[random.Next(Rates.Length)];
        var window = random.Next(rate / 20, 2 * rate);
        var hop = random.Next(5) == 0 ? window : random.Next(window / 6, window) + 1;
        // One window at a time: with several labels this tiny model's last bit depends on the size of the batch, which is not what is tested here.
        return TestModels.Make(name, rate, window, hop, labels: random.Next(1, 5), rules: new EventRules { High = 0.7f, Low = 0.6f }, maxBatch: 1);
    }

    private static float[] Sound(Random random, int length)
    {
        var samples = new float[length];
        for (var i = 0; i < length; i++) samples[i] = (0.5f * MathF.Sin(i * 0.001f)) + (float)random.NextDouble();
        return samples;
    }
}
