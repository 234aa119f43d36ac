using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Tests.Support;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Pipelines.Tests.Inference;

public sealed class ModelRunnerTests
{
    [Fact]
    public void Open_TensorThatIsNotThere_NamesItAndWhatIsThere()
    {
        using var model = new TinyModel(1000, 100, 50, change: m => m with { Input = m.Input with { Tensor = "audio" } });
        Refuses(model, "has no input \"audio\"", "waveform float");
    }

    [Fact]
    public void Open_OutputThatIsNotThere_NamesIt()
    {
        using var model = new TinyModel(1000, 100, 50, change: m => m with { Output = m.Output with { Tensor = "logits" } });
        Refuses(model, "has no output \"logits\"", "scores float");
    }

    [Fact]
    public void Open_WindowThatDoesNotFit_SaysSo()
    {
        using var model = new TinyModel(1000, 100, 50, file: TinyModels.MeanSigmoid(101, 1));
        Refuses(model, "does not fit windows of 100 samples: it has 101 to a window");
    }

    [Fact]
    public void Open_LabelsThatDoNotFit_SaysSo()
    {
        using var model = new TinyModel(1000, 100, 50, labels: 2);
        Refuses(model, "does not fit 2 labels: it has 1 to a window");
    }

    [Fact]
    public void Open_AnotherElementType_SaysSo()
    {
        using var model = new TinyModel(1000, 100, 50, file: new OnnxModelBuilder()
            .Input(OnnxType.Double, "waveform", "N", 100).ReduceMean("waveform", "mean", [1], keepDimensions: true).Cast("mean", "scores", OnnxType.Float).Output("scores", "N", 1));
        Refuses(model, "takes double");
    }

    [Fact]
    public void Open_InputThatTheManifestDoesNotName_SaysSo()
    {
        using var model = new TinyModel(1000, 100, 50, file: TinyModels.MeanSigmoid(100, 1).Input("gain", 1).Output("gain", 1));
        Refuses(model, "takes 2 inputs", "gain");
    }

    [Fact]
    public void Open_NoModelFile_OneSentence()
    {
        using var model = new TinyModel(1000, 100, 50);
        File.WriteAllText(Path.Combine(model.Package.Directory, "model.onnx"), "not a model");
        var message = Assert.Throws<ModelException>(model.Open).Message;
        Assert.Contains("model.onnx", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Open_FixedBatchOfOne_RunsOneWindowAtATime()
    {
        using var model = new TinyModel(1000, 100, 50, maxBatch: 1, file: new OnnxModelBuilder()
            .Input("waveform", 1, 100).ReduceMean("waveform", "mean", [1], keepDimensions: true).Sigmoid("mean", "scores").Output("scores", 1, 1));
        using var runner = model.Open();
        Assert.Equal(1, runner.MaxBatch);
    }

    [Fact]
    public void Open_FixedBatchOfOneButTheManifestSaysMore_SaysSo()
    {
        using var model = new TinyModel(1000, 100, 50, file: new OnnxModelBuilder()
            .Input("waveform", 1, 100).ReduceMean("waveform", "mean", [1], keepDimensions: true).Sigmoid("mean", "scores").Output("scores", 1, 1));
        Refuses(model, "takes one window at a time, but batch.max is 8");
    }

    [Fact]
    public void Open_PackageThatIsNotBatchInvariant_RunsOneWindowAtATime()
    {
        using var model = new TinyModel(1000, 100, 50, change: m => m with { Batch = m.Batch with { Invariant = false } });
        using var runner = model.Open();
        Assert.Equal(1, runner.MaxBatch);
    }

    [Fact]
    public void Run_ShuffledAmongLoudAndSilentNeighbours_GivesTheBitsOfOneWindow()
    {
        using var model = new TinyModel(1000, 100, 50);
        using var runner = model.Open();
        var random = new Random(3);
        var windows = Enumerable.Range(0, 64).Select(i => Enumerable.Range(0, 100).Select(_ => (i % 4) switch { 0 => 0f, 1 => 1f, _ => (float)random.NextDouble() }).ToArray()).ToArray();
        var probe = new OnnxModelProbe(TinyModel.Library, new ModelOptions { Provider = OrtProvider.Cpu });
        var alone = probe.ScoreWindows(model.Package, runner.Variant, windows, 1);
        for (var batch = 2; batch <= 8; batch++)
        {
            int[] order = [.. Enumerable.Range(0, windows.Length)];
            random.Shuffle(order);
            var together = probe.ScoreWindows(model.Package, runner.Variant, [.. order.Select(i => windows[i])], batch);
            for (var i = 0; i < order.Length; i++) Assert.Equal(BitConverter.SingleToInt32Bits(alone[order[i]][0]), BitConverter.SingleToInt32Bits(together[i][0]));
        }
    }

    [Fact]
    public void Rent_AfterReturn_LendsTheSameBatchEmpty()
    {
        using var model = new TinyModel(1000, 100, 50);
        using var runner = model.Open();
        var first = runner.Rent();
        first.Add(new float[60], 0, 1);
        runner.Return(first);
        Assert.Same(first, runner.Rent());
        Assert.Equal(0, first.Count);
        runner.Return(first);
    }

    private static void Refuses(TinyModel model, params string[] parts)
    {
        var message = Assert.Throws<ModelException>(model.Open).Message;
        Assert.DoesNotContain('\n', message);
        Assert.Contains("model.onnx does not fit its manifest", message, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }
}
