using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Pipelines.Tests.Support;

namespace EdgeAgent.Pipelines.Tests.Switching;

public sealed class SwitchEventTests
{
    private const int Rate = 1000;
    private static readonly EventRules Rules = new() { High = 0.7f, Low = 0.6f, MergeGapSeconds = 0.2 };

    [Fact]
    public async Task Switch_InTheMiddleOfAnEvent_ClosesItAtSAndTheNewModelContinuesIt()
    {
        using var first = TestModels.Make("first", Rate, 200, 100, rules: Rules);
        using var second = TestModels.Make("second", 1600, 160, 80, labels: 2, rules: Rules);
        using var rig = new SwitchRig(Rate, first).Begin();
        var samples = Loud(6000, (2000, 5000));
        var random = new Random(1);
        rig.PushTo(samples, 3456, random);
        var asked = await rig.AskAsync(second);
        rig.PushTo(samples, samples.Length, random);
        rig.Finish();

        var swap = (await asked).Swap!;
        Assert.Equal((3456, "stream-1", Rate, "activated"), (swap.Position, swap.StreamId, swap.Rate, swap.Cause));
        Assert.Equal(("first", "second"), (swap.From.Name, swap.To.Name));
        var closed = Assert.Single(rig.Out.Closed, e => e.Model.Name == "first");
        Assert.Equal(("model-swap", 3456), (closed.Reason, closed.Stream.Last));
        var next = rig.Out.Events.Where(e => e.Model.Name == "second" && e.Label == closed.Label).ToArray();
        Assert.All(next, e => Assert.Equal(closed.Id, e.Continues));
        Assert.All(next, e => Assert.Equal(3456, e.Stream.First));
        Assert.InRange(next.Single(e => e.State == EventState.Close).Stream.Last, 4900, 5300);
        // The label that the old model did not know continues nothing.
        Assert.All(rig.Out.Events.Where(e => e.Label == "label-1"), e => Assert.Null(e.Continues));
        // Told in order: the old model's last event, then the change, then the new model's first.
        Assert.Empty(rig.Gaps);
        Assert.Equal(swap, Assert.Single(rig.Swaps));
        Assert.Equal(swap, Assert.Single(rig.Told));
    }

    [Fact]
    public async Task Switch_EventsBeforeS_AreThoseOfARunWithoutIt()
    {
        using var first = TestModels.Make("first", Rate, 200, 100, rules: Rules);
        using var second = TestModels.Make("second", Rate, 300, 150, rules: Rules);
        var samples = Loud(20_000, (1000, 2000), (4000, 5500), (7000, 7800), (12_000, 13_000));
        using var plain = new SwitchRig(Rate, first).Begin();
        plain.PushTo(samples, samples.Length, new Random(2));
        plain.Finish();
        using var rig = new SwitchRig(Rate, first).Begin();
        rig.PushTo(samples, 9000, new Random(3));
        var asked = await rig.AskAsync(second, at: 10_000);
        rig.PushTo(samples, samples.Length, new Random(4));
        rig.Finish();

        Assert.Equal(10_000, (await asked).Swap!.Position);
        Assert.Equal(plain.Out.Events.Where(e => e.Stream.Last < 10_000), rig.Out.Events.Where(e => e.Model.Name == "first"));
        Assert.Equal(3, rig.Out.Closed.Count(e => e.Model.Name == "first"));
        Assert.All(rig.Out.Events.Where(e => e.Model.Name == "second"), e => Assert.True(e.Continues is null && e.Stream.First > 11_000));
    }

    [Fact]
    public async Task Switch_NextEventOfTheLabelFarBehindS_ContinuesNothing()
    {
        using var first = TestModels.Make("first", Rate, 200, 100, rules: Rules);
        using var second = TestModels.Make("second", Rate, 200, 100, rules: Rules);
        using var rig = new SwitchRig(Rate, first).Begin();
        var samples = Loud(8000, (2000, 3000), (6000, 7000));
        rig.PushTo(samples, 3000, new Random(1));
        var asked = await rig.AskAsync(second);
        rig.PushTo(samples, samples.Length, new Random(1));
        rig.Finish();

        Assert.NotNull((await asked).Swap);
        Assert.Equal("model-swap", Assert.Single(rig.Out.Closed, e => e.Model.Name == "first").Reason);
        Assert.Contains(rig.Out.Closed, e => e.Model.Name == "second" && e.Stream.First > 5000);
        Assert.All(rig.Out.Events.Where(e => e.Stream.First > 5000), e => Assert.Null(e.Continues));
    }

    [Fact]
    public async Task Switch_NewModelMuchQuicker_TellsItsFirstEventAfterTheOldOnesLast()
    {
        using var first = TestModels.Make("first", Rate, 4000, 500, rules: Rules);
        using var second = TestModels.Make("second", Rate, 50, 25, rules: Rules);
        using var rig = new SwitchRig(Rate, first).Begin();
        var samples = Loud(20_000, (2000, 15_000));
        rig.PushTo(samples, 8000, new Random(1), most: 100);
        var asked = await rig.AskAsync(second);
        rig.PushTo(samples, samples.Length, new Random(1), most: 100);
        rig.Finish();

        Assert.Equal(8000, (await asked).Swap!.Position);
        var order = rig.Out.Events.Select(e => e.Model.Name).ToArray();
        Assert.Equal(order.OrderBy(n => n, StringComparer.Ordinal), order);
        var cut = Assert.Single(rig.Out.Closed, e => e.Model.Name == "first");
        Assert.Equal(("model-swap", 8000), (cut.Reason, cut.Stream.Last));
        Assert.Equal(cut.Id, rig.Out.Events.First(e => e.Model.Name == "second").Continues);
    }

    [Fact]
    public async Task Switch_PositionThatHasPassed_TakesOverNow()
    {
        using var first = TestModels.Make("first", Rate, 200, 100);
        using var second = TestModels.Make("second", Rate, 200, 100);
        using var rig = new SwitchRig(Rate, first).Begin();
        rig.Push(new float[5000]);
        var asked = await rig.AskAsync(second, at: 100);
        rig.Push(new float[5000]);

        Assert.Equal(5000, (await asked).Swap!.Position);
    }

    [Fact]
    public async Task Switch_BetweenEpochs_TheNextBeginsWithTheNewModelAndSaysSo()
    {
        using var first = TestModels.Make("first", Rate, 200, 100);
        using var second = TestModels.Make("second", Rate, 300, 100);
        using var third = TestModels.Make("third", Rate, 250, 100);
        using var rig = new SwitchRig(Rate, first).Begin();
        rig.Push(new float[2000]);
        rig.Finish("gap");

        Assert.Null((await await rig.AskAsync(second)).Swap!.StreamId);
        Assert.Null((await await rig.AskAsync(third)).Swap!.StreamId);
        rig.Begin().Push(new float[2000]);
        rig.Finish();

        var swap = Assert.Single(rig.Swaps);
        Assert.Equal(("stream-2", 0L, "first", "third"), (swap.StreamId, swap.Position, swap.From.Name, swap.To.Name));
        Assert.Equal(["first", "third"], rig.Scores.Rows.Select(r => r.Model).Distinct());
        await SwitchRig.UntilAsync(() => rig.Open == 1);
    }

    [Fact]
    public async Task Switch_EpochEndsBeforeItsPosition_TheNextBeginsWithTheNewModel()
    {
        using var first = TestModels.Make("first", Rate, 200, 100);
        using var second = TestModels.Make("second", Rate, 300, 100);
        using var rig = new SwitchRig(Rate, first).Begin();
        var asked = await rig.AskAsync(second, at: 1_000_000);
        rig.Push(new float[2000]);
        rig.Finish("gap");

        Assert.Null((await asked).Swap!.StreamId);
        rig.Begin().Push(new float[2000]);
        Assert.Equal(("stream-2", 0L), (Assert.Single(rig.Swaps).StreamId, rig.Swaps.Single().Position));
    }

    [Fact]
    public async Task Switch_TakenBackWhileItWaits_ChangesNothing()
    {
        using var first = TestModels.Make("first", Rate, 200, 100);
        using var second = TestModels.Make("second", Rate, 300, 100);
        using var rig = new SwitchRig(Rate, first).Begin();
        using var enough = new CancellationTokenSource();
        var asked = await rig.AskAsync(second, at: 5000, cancellation: enough.Token);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        rig.Push(new float[9000]);
        rig.Finish();

        Assert.Equal(["first"], rig.Scores.Rows.Select(r => r.Model).Distinct());
        Assert.Empty(rig.Swaps);
        await SwitchRig.UntilAsync(() => rig.Open == 1);
    }

    [Fact]
    public async Task Switch_PackageThatCannotBeOpened_IsRefusedAndNothingChanges()
    {
        using var first = TestModels.Make("first", Rate, 200, 100);
        using var second = TestModels.Make("second", Rate, 300, 100);
        File.WriteAllText(Path.Combine(second.Package.Directory, "model.onnx"), "no model");
        using var rig = new SwitchRig(Rate, first).Begin();
        rig.Push(new float[3000]);

        var outcome = await await rig.AskAsync(second);

        Assert.Null(outcome.Swap);
        Assert.Contains("second 1 can't be opened", outcome.Refusal, StringComparison.Ordinal);
        rig.Push(new float[3000]);
        Assert.Equal(["first"], rig.Scores.Rows.Select(r => r.Model).Distinct());
    }

    [Fact]
    public async Task Switch_WithoutProbation_ClosesTheOldSession()
    {
        using var first = TestModels.Make("first", Rate, 200, 100);
        using var second = TestModels.Make("second", Rate, 300, 100);
        using var rig = new SwitchRig(Rate, first).Begin();
        rig.Push(new float[3000]);
        var asked = await rig.AskAsync(second);
        rig.Push(new float[3000]);

        Assert.NotNull((await asked).Swap);
        await SwitchRig.UntilAsync(() => rig.Open == 1);
        Assert.Contains("not on probation", (await rig.Models.RollBackAsync(null, "no", default)).Refusal, StringComparison.Ordinal);
        Assert.Contains("not on probation", rig.Models.Accept("second"), StringComparison.Ordinal);
        Assert.Contains("has no model first; it has second", rig.Models.Accept("first"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RollBack_OnProbation_TheModelBeforeTakesOverAtS()
    {
        using var first = TestModels.Make("first", Rate, 200, 100, rules: Rules);
        using var second = TestModels.Make("second", Rate, 300, 100, rules: Rules);
        using var rig = new SwitchRig(Rate, first).Begin();
        var samples = Loud(20_000, (1000, 19_000));
        rig.PushTo(samples, 5000, new Random(1));
        var asked = await rig.AskAsync(second, probation: true);
        rig.PushTo(samples, 10_000, new Random(1));
        Assert.NotNull((await asked).Swap);
        Assert.Equal((ModelRole.Probation, "second", "first"), (rig.Active.Role, rig.Active.Figures.Model.Name, rig.Active.Previous!.Model.Name));
        Assert.Equal(5, rig.Active.Figures.Seconds, 1e-6);
        Assert.Equal(5, rig.Active.Previous!.Seconds, 1e-6);
        Assert.Equal((1, 1), (rig.Active.Figures.Events, rig.Active.Previous!.Events));

        var back = rig.Models.RollBackAsync("second", "too many events", default);
        await SwitchRig.UntilAsync(() => rig.Models.IsChangeWaiting);
        rig.PushTo(samples, samples.Length, new Random(1));
        rig.Finish();

        var swap = (await back).Swap!;
        Assert.Equal(("rolled-back", "too many events", 10_000L, "second", "first"), (swap.Cause, swap.Detail, swap.Position, swap.From.Name, swap.To.Name));
        Assert.Empty(rig.Gaps);
        Assert.Equal(["first", "second", "first"], rig.Out.Closed.Select(e => e.Model.Name));
        // Both events of the first model have ids of their own.
        Assert.Equal(3, rig.Out.Closed.Select(e => e.Id).Distinct().Count());
        await SwitchRig.UntilAsync(() => rig.Open == 1);
        Assert.Equal((ModelRole.Active, "second"), (rig.Active.Role, rig.Active.Previous!.Model.Name));
    }

    [Fact]
    public async Task Accept_OnProbation_LetsTheModelBeforeGo()
    {
        using var first = TestModels.Make("first", Rate, 200, 100);
        using var second = TestModels.Make("second", Rate, 300, 100);
        using var rig = new SwitchRig(Rate, first).Begin();
        var asked = await rig.AskAsync(second, probation: true);
        rig.Push(new float[3000]);
        Assert.NotNull((await asked).Swap);
        Assert.Equal(2, rig.Open);

        Assert.Null(rig.Models.Accept("second"));

        await SwitchRig.UntilAsync(() => rig.Open == 1);
        Assert.Equal(ModelRole.Active, rig.Active.Role);
        Assert.NotNull(rig.Active.Previous);
    }

    [Fact]
    public async Task Push_SteadyStateWithAShadowBeside_AllocatesNothing()
    {
        using var first = TestModels.Make("first", Rate, 200, 100, rules: Rules);
        using var second = TestModels.Make("second", 1600, 300, 100, rules: Rules);
        using var rig = new SwitchRig(Rate, first, logs: false).Begin();
        var block = new float[512];
        var started = rig.Models.StartBesideAsync(SwitchRig.BesideOf(second), () => rig.Lease(second), default);
        await SwitchRig.UntilAsync(() => started.IsCompleted || rig.Models.Observe().Count == 2);
        for (var i = 0; i < 200; i++) rig.Push(block);

        Assert.Equal(0, Levels.Allocated.LeastOf(() =>
        {
            for (var i = 0; i < 200; i++) rig.Push(block);
        }));
    }

    /// <summary>Silence with loud stretches: a score of 0.95 there, 0.5 elsewhere.</summary>
    internal static float[] Loud(int length, params (int From, int To)[] stretches)
    {
        var samples = new float[length];
        foreach (var (from, to) in stretches) samples.AsSpan(from, to - from).Fill(TinyModel.SampleFor(0.95));
        return samples;
    }
}
