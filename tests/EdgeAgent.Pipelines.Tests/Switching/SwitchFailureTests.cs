using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Tests.Support;

namespace EdgeAgent.Pipelines.Tests.Switching;

public sealed class SwitchFailureTests
{
    private const int Rate = 1000;
    private static readonly EventRules Rules = new() { High = 0.7f, Low = 0.6f, MergeGapSeconds = 0.2 };

    public static TheoryData<bool> Ways => new(true, false);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Push_SessionFailsOnProbation_TheModelBeforeScoresWhatItDidNot(bool byError)
    {
        using var first = TestModels.Make("first", Rate, 400, 100, rules: Rules);
        using var bad = Bad(byError);
        using var rig = new SwitchRig(Rate, first).Begin();
        // At 15 s comes what the new model fails on.
        var samples = SwitchEventTests.Loud(25_000, (9000, 16_000));
        samples.AsSpan(15_000, 500).Fill(8);
        rig.PushTo(samples, 8000, new Random(1));
        var asked = await rig.AskAsync(bad, probation: true);
        rig.PushTo(samples, samples.Length, new Random(1));
        rig.Finish();

        Assert.NotNull((await asked).Swap);
        Assert.Empty(rig.Gaps);
        AssertTouching(rig, samples.Length);
        var back = rig.Swaps.Last();
        Assert.Equal(("failed", "bad", "first"), (back.Cause, back.From.Name, back.To.Name));
        // Not before the batch of the window that it failed on.
        Assert.InRange(back.Position, 14_000, 15_500);
        Assert.Contains("bad 1 failed on probation", back.Detail, StringComparison.Ordinal);
        Assert.Contains(rig.Scores.Rows, r => r.First == back.Position && r.Model == "first");
        var figures = rig.Active.Previous!;
        Assert.Equal(byError ? (1, 0) : (0L, 1L), (figures.Errors, figures.NotFinite));
        Assert.NotNull(figures.Problem);
        Assert.Equal(byError ? 0 : 1.0 / (figures.Windows + 1), figures.NotFiniteShare, 1e-9);
        // The event that was open goes on under the other model.
        var cut = Assert.Single(rig.Out.Closed, e => e.Model.Name == "bad");
        Assert.Equal(("model-swap", back.Position), (cut.Reason, cut.Stream.Last));
        Assert.Contains(rig.Out.Closed, e => e.Model.Name == "first" && e.Continues == cut.Id);
        await SwitchRig.UntilAsync(() => rig.Open == 1 && rig.Told.Count == 2);
        Assert.Equal(ModelRole.Active, rig.Active.Role);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Push_SessionFailsAtItsFirstWindows_IsRefusedAsIfNothingHadBeenAsked(bool byError)
    {
        using var first = TestModels.Make("first", Rate, 4000, 500, rules: Rules);
        using var bad = Bad(byError);
        using var rig = new SwitchRig(Rate, first).Begin();
        var samples = SwitchEventTests.Loud(25_000, (9000, 16_000));
        samples.AsSpan(15_000, 500).Fill(8);
        using var plain = new SwitchRig(Rate, first).Begin();
        plain.PushTo(samples, samples.Length, new Random(1));
        plain.Finish();
        rig.PushTo(samples, 14_500, new Random(1));
        var asked = await rig.AskAsync(bad, probation: true);
        rig.PushTo(samples, samples.Length, new Random(1), most: 300);
        rig.Finish();

        Assert.Contains("bad 1 failed at its first windows", (await asked).Refusal, StringComparison.Ordinal);
        Assert.Empty(rig.Out.Gaps);
        Assert.Equal(plain.Out.Events, rig.Out.Events);
        Assert.Equal(plain.Scores.Rows.Select(r => (r.First, r.Last, r.Scores[0])), rig.Scores.Rows.Select(r => (r.First, r.Last, r.Scores[0])));
        await SwitchRig.UntilAsync(() => rig.Open == 1);
    }

    [Fact]
    public async Task Push_SessionFailsAfterProbation_EndsThePipeline()
    {
        using var first = TestModels.Make("first", Rate, 200, 100);
        using var bad = Bad(byError: true);
        using var rig = new SwitchRig(Rate, first).Begin();
        rig.Push(new float[3000]);
        var asked = await rig.AskAsync(bad);
        rig.Push(new float[3000]);
        Assert.NotNull((await asked).Swap);
        var loud = new float[3000];
        loud.AsSpan().Fill(8);

        Assert.Throws<OrtException>(() => rig.Push(loud));
    }

    [Fact]
    public async Task Push_OldSessionFailsWhileItLeaves_ItsRestIsDeclared()
    {
        using var bad = TestModels.Make("bad", Rate, 2000, 500, file: TestModels.FailsWhenLoud(2000), rules: Rules);
        using var second = TestModels.Make("second", Rate, 200, 100, rules: Rules);
        using var rig = new SwitchRig(Rate, bad).Begin();
        var samples = new float[20_000];
        samples.AsSpan(10_100, 3000).Fill(40);
        rig.PushTo(samples, 10_000, new Random(1));
        var asked = await rig.AskAsync(second);
        rig.PushTo(samples, samples.Length, new Random(1));
        rig.Finish();

        var swap = (await asked).Swap!;
        Assert.Equal(10_000, swap.Position);
        var gap = Assert.Single(rig.Gaps);
        var last = rig.Scores.Of("bad").Last().Last;
        Assert.Equal("model-swap", gap.Cause);
        Assert.Equal((10_000 - last) / 1000.0, gap.Lost!.Seconds!.Value, 1e-9);
        Assert.Equal(10_000, rig.Scores.Of("second").First().First);
    }

    [Fact]
    public async Task Break_WhileAModelLeaves_TheChangeIsToldAndNoSessionIsForgotten()
    {
        using var first = TestModels.Make("first", Rate, 2000, 500);
        using var second = TestModels.Make("second", Rate, 200, 100);
        using var rig = new SwitchRig(Rate, first).Begin();
        rig.Push(new float[8000]);
        var asked = await rig.AskAsync(second);
        rig.Push(new float[100]);
        rig.Break();

        Assert.Contains("stopped before the change was complete", (await asked).Refusal, StringComparison.Ordinal);
        await SwitchRig.UntilAsync(() => rig.Open == 1);
        rig.Models.Dispose();
        Assert.Equal(0, rig.Open);
    }

    private static TinyModel Bad(bool byError) =>
        TestModels.Make("bad", Rate, 200, 100, rules: Rules, file: byError ? TestModels.FailsWhenLoud(200) : TestModels.NoNumberWhenLoud(200));

    private static void AssertTouching(SwitchRig rig, long frames)
    {
        var end = 0L;
        foreach (var row in rig.Scores.Rows)
        {
            Assert.Equal(end, row.First);
            end = row.Last;
        }

        Assert.InRange(end, frames - 250, frames);
    }
}
