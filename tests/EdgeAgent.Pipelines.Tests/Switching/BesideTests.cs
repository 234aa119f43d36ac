using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models;
using EdgeAgent.Pipelines.Tests.Support;

namespace EdgeAgent.Pipelines.Tests.Switching;

public sealed class BesideTests
{
    private const int Rate = 1000;
    private static readonly EventRules Rules = new() { High = 0.7f, Low = 0.6f, MergeGapSeconds = 0.2 };

    [Fact]
    public async Task StartBeside_Shadow_PublishesNothingAndCountsWhereTheyDisagree()
    {
        using var first = TestModels.Make("first", Rate, 100, 100, rules: Rules);
        // Half as sensitive: what scores 0.95 with the first scores 0.81 here, what scores 0.75 scores 0.63.
        using var second = TestModels.Make("second", Rate, 100, 50, rules: Rules, file: EdgeAgent.TestKit.Onnx.TinyModels.MeanSigmoid(100, 1, gain: 0.5f));
        using var rig = new SwitchRig(Rate, first).Begin();
        var started = Start(rig, second);
        var samples = SwitchEventTests.Loud(20_000, (4000, 8000));
        samples.AsSpan(12_000, 2000).Fill(TinyModel.SampleFor(0.75));
        await PushUntilAsync(rig, samples, started);
        Assert.Null(await started);
        Assert.True(rig.Position < 4000);
        rig.PushTo(samples, samples.Length, new Random(1));

        var shadow = rig.Models.Observe().Single(o => o.Role == ModelRole.Shadow);
        var label = Assert.Single(shadow.Agreement!.Labels);
        // 50 samples a window of the shadow: 4 s in which both detect, 2 s in which the active one alone does.
        Assert.InRange(label.Both, 78, 82);
        Assert.InRange(label.OnlyActive, 38, 42);
        Assert.Equal(0, label.OnlyBeside);
        var windows = shadow.Figures.Windows;
        Assert.InRange(windows, (20 * shadow.Figures.Seconds) - 4, 20 * shadow.Figures.Seconds);
        Assert.InRange(shadow.Figures.Seconds, 19, 20);
        Assert.InRange(shadow.Agreement.Compared, windows - 4, windows);
        Assert.InRange(label.MeanDelta!.Value, 0.02, 0.1);
        Assert.Equal(1, shadow.Figures.Events);
        Assert.True(shadow.Figures.BusySeconds > 0 && shadow.Figures.Latency.Count == windows && shadow.Figures.Latency.P99 >= shadow.Figures.Latency.P50);
        Assert.DoesNotContain(rig.Out.Events, e => e.Model.Name == "second");
        Assert.DoesNotContain(rig.Scores.Rows, r => r.Model == "second");

        var last = rig.Models.StopBeside("first");
        Assert.Equal(windows, last!.Figures.Windows);
        rig.Push(new float[10]);
        await SwitchRig.UntilAsync(() => rig.Open == 1);
        Assert.Single(rig.Models.Observe());
        Assert.Null(rig.Models.StopBeside("first"));
    }

    [Fact]
    public async Task StartBeside_Trial_PublishesItsOwnEventsTaggedWithItsModel()
    {
        using var first = TestModels.Make("first", Rate, 100, 100, rules: Rules);
        using var second = TestModels.Make("second", Rate, 100, 50, rules: Rules);
        using var rig = new SwitchRig(Rate, first).Begin();
        var started = Start(rig, second, publish: true);
        var samples = SwitchEventTests.Loud(10_000, (4000, 8000));
        await PushUntilAsync(rig, samples, started);
        rig.PushTo(samples, 6000, new Random(1));
        Assert.Equal(ModelRole.Trial, rig.Models.StopBeside(null)!.Role);
        rig.PushTo(samples, samples.Length, new Random(1));
        rig.Finish();

        var trial = Assert.Single(rig.Out.Closed, e => e.Model.Name == "second");
        Assert.Equal(("model-swap", 6000), (trial.Reason, trial.Stream.Last));
        Assert.Single(rig.Out.Closed, e => e.Model.Name == "first");
        Assert.Contains(rig.Scores.Rows, r => r.Model == "second");
    }

    [Fact]
    public async Task StartBeside_Share_HearsTheStreamsThatTheirIdsDecide()
    {
        using var first = TestModels.Make("first", Rate, 100, 100, rules: Rules);
        using var second = TestModels.Make("second", Rate, 100, 50, rules: Rules);
        using var rig = new SwitchRig(Rate, first);
        Assert.Null(await rig.Models.StartBesideAsync(SwitchRig.BesideOf(second, publish: true, share: 0.5), () => rig.Lease(second), default));
        var heard = new List<bool>();
        for (var epoch = 0; epoch < 60; epoch++)
        {
            var before = rig.Scores.Rows.Count(r => r.Model == "second");
            rig.Begin().Push(new float[1000]);
            rig.Finish();
            heard.Add(rig.Scores.Rows.Count(r => r.Model == "second") > before);
        }

        Assert.InRange(heard.Count(h => h), 18, 42);
        Assert.Contains("a share of 0", await rig.Models.StartBesideAsync(SwitchRig.BesideOf(second, share: 0), () => rig.Lease(second), default), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Push_ShadowFails_TheActiveModelHearsOnUndisturbed(bool byError)
    {
        using var first = TestModels.Make("first", Rate, 200, 100, rules: Rules);
        using var bad = TestModels.Make("bad", Rate, 200, 100, rules: Rules, file: byError ? TestModels.FailsWhenLoud(200) : TestModels.NoNumberWhenLoud(200));
        using var rig = new SwitchRig(Rate, first).Begin();
        using var plain = new SwitchRig(Rate, first).Begin();
        var samples = SwitchEventTests.Loud(20_000, (4000, 8000));
        samples.AsSpan(12_000, 2000).Fill(8);
        var started = Start(rig, bad);
        await PushUntilAsync(rig, samples, started);
        rig.PushTo(samples, samples.Length, new Random(1));
        rig.Finish();
        plain.PushTo(samples, samples.Length, new Random(2));
        plain.Finish();

        Assert.Equal(plain.Out.Events, rig.Out.Events);
        var shadow = rig.Models.Observe().Single(o => o.Role == ModelRole.Shadow);
        Assert.Equal(byError ? (1, 0) : (0L, 1L), (shadow.Figures.Errors, shadow.Figures.NotFinite));
        Assert.NotNull(shadow.Figures.Problem);
    }

    [Fact]
    public async Task Switch_ToTheShadowsPackage_ComparisonGoesOnWithTheNewActiveModel()
    {
        using var first = TestModels.Make("first", Rate, 100, 100, rules: Rules);
        using var second = TestModels.Make("second", Rate, 100, 50, labels: 3, rules: Rules);
        using var rig = new SwitchRig(Rate, first).Begin();
        var samples = SwitchEventTests.Loud(20_000, (4000, 8000), (12_000, 16_000));
        var started = Start(rig, second);
        await PushUntilAsync(rig, samples, started);
        rig.PushTo(samples, 10_000, new Random(1));
        Assert.Null(rig.Models.Observe().Single(o => o.Role == ModelRole.Shadow).Agreement!.Labels[2].MeanDelta);

        var asked = await rig.AskAsync(second);
        rig.PushTo(samples, samples.Length, new Random(1));

        Assert.NotNull((await asked).Swap);
        var agreement = rig.Models.Observe().Single(o => o.Role == ModelRole.Shadow).Agreement!;
        Assert.All(agreement.Labels, l => Assert.Equal((0L, 0L, 0.0), (l.OnlyActive, l.OnlyBeside, l.MeanDelta!.Value)));
        Assert.True(agreement.Labels[0].Both > 50);
    }

    [Fact]
    public async Task StartBeside_TheActiveVersionAsATrial_IsRefused()
    {
        using var first = TestModels.Make("first", Rate, 100, 100);
        using var rig = new SwitchRig(Rate, first);

        var refusal = await rig.Models.StartBesideAsync(SwitchRig.BesideOf(first, publish: true), () => rig.Lease(first), default);

        Assert.Contains("first 1 hears it already", refusal, StringComparison.Ordinal);
    }

    private static Task<string?> Start(SwitchRig rig, TinyModel model, bool publish = false) =>
        rig.Models.StartBesideAsync(SwitchRig.BesideOf(model, publish), () => rig.Lease(model), default);

    private static async Task PushUntilAsync(SwitchRig rig, float[] samples, Task done)
    {
        await SwitchRig.UntilAsync(() => done.IsCompleted || rig.Models.Observe().Count == 2);
        if (!done.IsCompleted) rig.PushTo(samples, rig.Position + 1000, new Random(1));
        await SwitchRig.UntilAsync(() => done.IsCompleted);
    }
}
