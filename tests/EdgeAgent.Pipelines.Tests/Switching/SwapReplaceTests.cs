using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models;

namespace EdgeAgent.Pipelines.Tests.Switching;

public sealed class SwapReplaceTests
{
    private const int Rate = 1000;
    private static readonly EventRules Rules = new() { High = 0.7f, Low = 0.6f, MergeGapSeconds = 0.2 };

    [Fact]
    public async Task Switch_ReplaceWithinWhatIsRemembered_LosesNothingAndHoldsOneSession()
    {
        using var first = TestModels.Make("first", Rate, 400, 100, rules: Rules);
        using var second = TestModels.Make("second", 1600, 500, 200, rules: Rules);
        using var rig = new SwitchRig(Rate, first).Begin();
        var samples = SwitchEventTests.Loud(12_000, (3000, 9000));
        rig.PushTo(samples, 6000, new Random(1));
        var asked = await rig.AskAsync(second, mode: SwapMode.Replace);
        rig.Push(samples.AsSpan(6000, 100));
        await SwitchRig.UntilAsync(() => rig.Models.IsOpen);
        rig.PushTo(samples, samples.Length, new Random(1));
        rig.Finish();

        Assert.Equal(6000, (await asked).Swap!.Position);
        Assert.Empty(rig.Gaps);
        Assert.Equal(1, rig.MostOpen);
        var end = 0L;
        foreach (var row in rig.Scores.Rows)
        {
            Assert.Equal(end, row.First);
            end = row.Last;
        }

        var cut = Assert.Single(rig.Out.Closed, e => e.Model.Name == "first");
        Assert.Equal(("model-swap", 6000), (cut.Reason, cut.Stream.Last));
        Assert.Equal(cut.Id, Assert.Single(rig.Out.Closed, e => e.Model.Name == "second").Continues);
    }

    [Fact]
    public async Task Switch_ReplaceThatTakesLongerThanIsRemembered_DeclaresTheShortestGap()
    {
        using var first = TestModels.Make("first", Rate, 400, 100);
        using var second = TestModels.Make("second", Rate, 400, 100);
        using var rig = new SwitchRig(Rate, first).Begin();
        rig.Push(new float[30_000]);
        using var opening = new SemaphoreSlim(0);
        var asked = rig.Models.SwitchAsync(
            new SwitchRequest("reef", second.Package, second.Package.Manifest.Variants["full"]) { Mode = SwapMode.Replace },
            () =>
            {
                opening.Wait();
                return rig.Lease(second);
            },
            default);
        await SwitchRig.UntilAsync(() => rig.Models.IsChangeWaiting);
        for (var i = 0; i < 40; i++) rig.Push(new float[1000]);
        Assert.False(asked.IsCompleted);
        opening.Release();
        await SwitchRig.UntilAsync(() => rig.Models.IsOpen);
        rig.Push(new float[1000]);
        rig.Finish();

        var swap = (await asked).Swap!;
        var gap = Assert.Single(rig.Gaps);
        Assert.Equal("model-swap", gap.Cause);
        Assert.Equal((swap.Position - 30_000) / 1000.0, gap.Lost!.Seconds!.Value, 1e-9);
        // What the pipeline remembers is scored: the gap is shorter than the time that opening took.
        Assert.InRange(swap.Position, 50_000, 60_000);
        Assert.Equal(30_000, rig.Scores.Of("first").Last().Last);
        Assert.Equal(swap.Position, rig.Scores.Of("second").First().First);
    }

    [Fact]
    public async Task Switch_ReplaceWithAPackageThatCannotBeOpened_TheOldModelComesBack()
    {
        using var first = TestModels.Make("first", Rate, 400, 100);
        using var second = TestModels.Make("second", Rate, 400, 100);
        File.WriteAllText(Path.Combine(second.Package.Directory, "model.onnx"), "no model");
        using var rig = new SwitchRig(Rate, first).Begin();
        rig.Push(new float[5000]);
        var asked = await rig.AskAsync(second, mode: SwapMode.Replace, probation: true);
        await PushUntilAsync(rig, asked);
        rig.Finish();

        var refusal = (await asked).Refusal;
        Assert.Contains("second 1 can't be opened", refusal, StringComparison.Ordinal);
        Assert.EndsWith("first 1 is back", refusal, StringComparison.Ordinal);
        Assert.Empty(rig.Out.Gaps);
        var end = 0L;
        foreach (var row in rig.Scores.Rows)
        {
            Assert.Equal(("first", end), (row.Model, row.First));
            end = row.Last;
        }
    }

    [Fact]
    public async Task RollBack_AfterReplace_OpensTheModelBeforeAgainWithOneSessionAtATime()
    {
        using var first = TestModels.Make("first", Rate, 400, 100);
        using var second = TestModels.Make("second", Rate, 400, 100);
        using var rig = new SwitchRig(Rate, first).Begin();
        rig.Push(new float[5000]);
        var asked = await rig.AskAsync(second, mode: SwapMode.Replace, probation: true);
        await PushUntilAsync(rig, asked);
        Assert.NotNull((await asked).Swap);

        var back = rig.Models.RollBackAsync(null, "too slow", default);
        await SwitchRig.UntilAsync(() => rig.Models.IsChangeWaiting);
        await PushUntilAsync(rig, back);

        Assert.Equal("rolled-back", (await back).Swap!.Cause);
        Assert.Equal("first", rig.Models.Models[0].Name);
        Assert.Equal(1, rig.MostOpen);
        Assert.Empty(rig.Gaps);
    }

    [Fact]
    public async Task Push_SessionFailsAfterReplace_TheModelBeforeIsOpenedAgain()
    {
        using var first = TestModels.Make("first", Rate, 400, 100);
        using var bad = TestModels.Make("bad", Rate, 200, 100, file: TestModels.FailsWhenLoud(200));
        using var rig = new SwitchRig(Rate, first).Begin();
        rig.Push(new float[5000]);
        var asked = await rig.AskAsync(bad, mode: SwapMode.Replace, probation: true);
        await PushUntilAsync(rig, asked);
        Assert.NotNull((await asked).Swap);
        var loud = new float[500];
        loud.AsSpan().Fill(8);
        rig.Push(loud);
        await SwitchRig.UntilAsync(() => rig.Models.IsOpen);
        rig.Push(new float[1]);
        await SwitchRig.UntilAsync(() => rig.Told.Count == 2);

        Assert.Equal("failed", rig.Swaps.Last().Cause);
        Assert.Equal(1, rig.MostOpen);
        Assert.Empty(rig.Gaps);
    }

    // A sample each time that there is something to do for it.
    private static async Task PushUntilAsync(SwitchRig rig, Task done)
    {
        while (!done.IsCompleted)
        {
            rig.Push(new float[1]);
            await SwitchRig.UntilAsync(() => rig.Models.IsOpen || done.IsCompleted);
        }
    }
}
