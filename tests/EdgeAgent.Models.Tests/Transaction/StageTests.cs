using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Gates;
using EdgeAgent.Models.Tests.Support;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Models.Tests.Transaction;

/// <summary>Every package that is wrong in its own way is refused with its sentence; the real ONNX Runtime judges.</summary>
public sealed class StageTests
{
    private static async Task<string> RejectedAsync(byte[]? model, Action<TestPackage>? change = null, Action<StoreRig>? prepare = null)
    {
        await using var rig = new StoreRig();
        prepare?.Invoke(rig);
        rig.Open();
        var status = await rig.StageAsync(rig.Make(2, model, change));
        Assert.Equal(ModelState.Rejected, status.State);
        Assert.Equal(1, rig.DefaultVersion());
        Assert.Equal(1, rig.Pipelines.VersionOf("reef"));
        Assert.Empty(rig.Pipelines.Calls);
        Assert.Empty(rig.Leftovers());
        Assert.False(Directory.Exists(Path.Combine(rig.StoreFolder, "tiny", "2")));
        return status.Reason!;
    }

    [Fact]
    public async Task Stage_GoodPackage_IsStagedWithWhatWasFound()
    {
        await using var rig = new StoreRig().Open();
        var loud = 1 / (1 + MathF.Exp(-10));
        var quiet = 1 / (1 + MathF.Exp(10));
        var status = await rig.StageAsync(rig.Make(2, change: p => p.Golden([.. new float[100], .. Enumerable.Repeat(1f, 100)], [[quiet, quiet], [0.5f, 0.5f], [loud, loud]])));

        Assert.Equal((ModelState.Staged, "full"), (status.State, status.Variant));
        var findings = rig.Store.Inspect("tiny:2").Findings;
        Assert.All(findings, finding => Assert.True(finding.Passed, finding.Detail));
        Assert.Subset(findings.Select(f => f.Check).ToHashSet(), new HashSet<string> { "memory", "opens", "fit", "golden golden/song.wav", "batches", "scores", "speed", "slowdown" });
        Assert.Equal(1, rig.DefaultVersion());
    }

    [Fact]
    public async Task Stage_WrongClassCount_IsRejected() =>
        Assert.StartsWith("fit: scores float [N, 3] does not fit 2 labels", await RejectedAsync(StoreRig.Detector(3).Build()), StringComparison.Ordinal);

    [Fact]
    public async Task Stage_UnknownOperator_IsRejectedInTheRuntimesWords()
    {
        var model = new OnnxModelBuilder().Input("waveform", "N", 100).Node("TeleportWhale", ["waveform"], ["scores"]).Output("scores", "N", 2);
        Assert.Contains("TeleportWhale", await RejectedAsync(model.Build()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stage_NoModelAtAll_IsRejected() => Assert.StartsWith("opens: ", await RejectedAsync("no model"u8.ToArray()), StringComparison.Ordinal);

    [Fact]
    public async Task Stage_ScoresThatAreNoNumbers_IsRejected()
    {
        var model = new OnnxModelBuilder()
            .Input("waveform", "N", 100)
            .Mul("waveform", "waveform", "power").ReduceMean("power", "mean", [1], keepDimensions: true)
            .Node("Log", ["mean"], ["level"]).Constant("zero", 0).Mul("level", "zero", "nothing")
            .Node("Concat", ["nothing", "nothing"], ["scores"], ("axis", 1L))
            .Output("scores", "N", 2);
        Assert.Contains("the model gave a score that", await RejectedAsync(model.Build(), p => p.Manifest["batch"]!["max"] = 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stage_OtherScoresThanGolden_IsRejected() =>
        Assert.StartsWith("golden golden/song.wav: does not give the golden scores on this device", await RejectedAsync(null, p => p.Golden(new float[100], [[0.4f, 0.4f]])), StringComparison.Ordinal);

    [Fact]
    public async Task Stage_ManyTimesSlower_IsRejected() => Assert.Matches("^slowdown: .* times the cost of tiny:1 for the same input, and 5 times is the most", await RejectedAsync(Slow(20)));

    [Fact]
    public async Task Stage_TooSlowForTheHop_IsRejected() => Assert.Matches(
        "^speed: a window takes .* ms, and 1 pipeline with a hop of 0.05 s can afford 0.5 ms; take a faster variant or a longer hop$",
        await RejectedAsync(Slow(40), prepare: rig => rig.Rules = rig.Rules with { Stage = new StageRules { AffordableShare = 0.01, WindowsPerProbe = 1 } }));

    [Fact]
    public async Task Stage_NoMemory_IsRejectedBeforeItIsOpened() =>
        Assert.Matches("^memory: needs about 16.8 MB beside the working version, and 10 MB are available; free memory, or take a smaller variant$", await RejectedAsync(null, prepare: rig => rig.Memory = 10_000_000));

    [Fact]
    public async Task Stage_FiresOnNoise_IsToldAndTaken()
    {
        await using var rig = new StoreRig().Open();
        var status = await rig.StageAsync(rig.Make(2, TinyModels.MeanSigmoid(100, 2).Build(), p => p.Manifest["events"]!["high"] = 0.5));
        Assert.True(status.State == ModelState.Staged, status.Reason);
        Assert.Contains(rig.Store.Inspect("tiny:2").Findings, f => f.Detail.StartsWith("fires on digital silence", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stage_FileDamagedAfterThePush_IsRejected()
    {
        await using var rig = new StoreRig().Open();
        await rig.PushAsync(rig.Pack(rig.Make(2)));
        File.AppendAllText(Path.Combine(rig.StoreFolder, "tiny/2/model.onnx"), "x");
        rig.Store.Stage("tiny:2", null, null);
        Assert.StartsWith("files: ", (await rig.UntilAsync(2, s => s.State == ModelState.Rejected)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stage_WhatIsNotThere_IsRefused()
    {
        await using var rig = new StoreRig().Open();
        Assert.Equal("there is no \"tiny:7\"; of tiny there are the versions 1", Assert.Throws<ControlRefusedException>(() => rig.Store.Stage("tiny:7", null, null)).Message);
        Assert.Equal("there is no model \"whale\"; there are tiny", Assert.Throws<ControlRefusedException>(() => rig.Store.Stage("whale", null, null)).Message);
        Assert.Equal("tiny:1 has no variant \"int8\"; it has full", Assert.Throws<ControlRefusedException>(() => rig.Store.Stage("tiny:1", "int8", null)).Message);
        Assert.Equal(RefusalKind.Invalid, Assert.Throws<ControlRefusedException>(() => rig.Store.Stage("../x", null, null)).Kind);
    }

    [Fact]
    public async Task Stage_WhileTheSessionIsBuilt_ThoseWhoWatchAreTold()
    {
        using var built = new ManualResetEventSlim();
        await using var rig = new StoreRig().Open(() => new SlowlyBuilt(RealProbe.Create(), built));
        await rig.PushAsync(rig.Pack(rig.Make(2)));
        rig.Store.Stage("tiny:2", null, null);

        var building = await rig.UntilAsync(2, s => s.Reason?.Contains("its session is built", StringComparison.Ordinal) ?? false);
        Assert.Equal((ModelState.Verified, 0.25), (building.State, building.Progress));
        built.Set();
        Assert.Null((await rig.UntilAsync(2, s => s.State == ModelState.Staged && s.Progress is null)).SecondsLeft);
    }

    // The same detector behind a chain of matrix products that cost what no window of 0.1 s is worth.
    private static byte[] Slow(int products)
    {
        var weights = new float[600 * 600];
        Array.Fill(weights, 1f / 600);
        var model = new OnnxModelBuilder().Input("waveform", "N", 100)
            .Initializer("wide", [100, 600], [.. Enumerable.Repeat(0.01f, 60000)]).MatMul("waveform", "wide", "x0").Initializer("square", [600, 600], weights);
        for (var i = 0; i < products; i++) model = model.MatMul($"x{i}", "square", $"x{i + 1}");
        return model.ReduceMean($"x{products}", "mean", [1], keepDimensions: true)
            .Initializer("weights", [1, 2], [20f, 20f]).MatMul("mean", "weights", "scaled")
            .Constant("bias", -10).Add("scaled", "bias", "logits").Sigmoid("logits", "scores").Output("scores", "N", 2).Build();
    }

    /// <summary>A provider that compiles an engine: the session is there when the test says so.</summary>
    private sealed class SlowlyBuilt(IModelProbe probe, ManualResetEventSlim built) : IModelProbe, IDisposable
    {
        public ModelSurface Inspect(string modelFile)
        {
            Assert.True(built.Wait(TimeSpan.FromSeconds(60)));
            return probe.Inspect(modelFile);
        }

        public IReadOnlyList<float[]> ScoreRecording(ModelPackage package, ModelVariant variant, string recordingFile) => probe.ScoreRecording(package, variant, recordingFile);

        public IReadOnlyList<float[]> ReadWindows(ModelPackage package, string recordingFile) => probe.ReadWindows(package, recordingFile);

        public string? WhyNoImages => probe.WhyNoImages;

        public ImageAnswer Look(ModelPackage package, ModelVariant variant, string imageFile) => probe.Look(package, variant, imageFile);

        public IReadOnlyList<float[]> ScoreWindows(ModelPackage package, ModelVariant variant, IReadOnlyList<float[]> windows, int batch) => probe.ScoreWindows(package, variant, windows, batch);

        public void Dispose() => (probe as IDisposable)?.Dispose();
    }
}
