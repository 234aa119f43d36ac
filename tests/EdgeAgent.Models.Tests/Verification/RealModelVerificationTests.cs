using EdgeAgent.Models.Tests.Support;
using EdgeAgent.Models.Verification;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Models.Tests.Verification;

/// <summary>Packages whose model is opened and run by the real ONNX Runtime.</summary>
public sealed class RealModelVerificationTests
{
    // sigmoid(20 · mean − 10): silence and noise score nothing, a constant of 1 everything.
    private static OnnxModelBuilder Detector(int samples = 100, int labels = 2, string input = "waveform", string output = "scores") =>
        new OnnxModelBuilder()
            .Input(input, "N", samples)
            .ReduceMean(input, "mean", [1], keepDimensions: true)
            .Initializer("weights", [1, labels], [.. Enumerable.Repeat(20f, labels)])
            .MatMul("mean", "weights", "scaled")
            .Constant("bias", -10)
            .Add("scaled", "bias", "logits")
            .Sigmoid("logits", output)
            .Output(output, "N", labels);

    private static VerificationReport Verify(TestPackage package) => PackageVerifier.Verify(package.Open(), RealProbe.Create());

    private static string Failure(byte[] model, string check)
    {
        using var package = new TestPackage(model);
        var report = Verify(package);
        Assert.False(report.Passed);
        return Assert.Single(report.Checks, c => c.Name == check && c.Outcome == VerificationOutcome.Fail).Detail;
    }

    [Fact]
    public void Verify_DetectorThatFits_PassesItsGoldenCase()
    {
        var loud = 1 / (1 + MathF.Exp(-10));
        var quiet = 1 / (1 + MathF.Exp(10));
        using var package = new TestPackage(Detector().Build());
        package.Golden([.. new float[100], .. Enumerable.Repeat(1f, 100)], [[quiet, quiet], [0.5f, 0.5f], [loud, loud]]);

        var report = Verify(package);

        Assert.All(report.Checks, c => Assert.True(c.Outcome == VerificationOutcome.Pass, $"{c.Name}: {c.Detail}"));
        Assert.Equal("model.onnx opens on CPU", Assert.Single(report.Checks, c => c.Name == "opens").Detail, ignoreCase: true);
        Assert.Equal("waveform float [N, 100] takes windows of 100 samples", Assert.Single(report.Checks, c => c.Name == "input").Detail);
        Assert.Equal("scores float [N, 2] gives a score for each of 2 labels", Assert.Single(report.Checks, c => c.Name == "output").Detail);
    }

    [Fact]
    public void Verify_ScoresOverTheBatchMean_AreFoundToDependOnNeighbours()
    {
        // The mean over batch and samples: one window's scores hear all others.
        var model = new OnnxModelBuilder()
            .Input("waveform", "N", 100)
            .ReduceMean("waveform", "all", [0, 1], keepDimensions: true)
            .ReduceMean("waveform", "own", [1], keepDimensions: true)
            .Add("own", "all", "sum")
            .Constant("bias", -10).Add("sum", "bias", "logits")
            .Sigmoid("logits", "one").Node("Concat", ["one", "one"], ["scores"], ("axis", 1L))
            .Output("scores", "N", 2);
        Assert.Contains("set batch.invariant to false", Failure(model.Build(), "batches"));
    }

    [Fact]
    public void Verify_LogarithmOfSilence_FailsOnSilenceOnly()
    {
        // log(mean of squares) of silence is −∞, and −∞ · 0 is no number.
        var model = new OnnxModelBuilder()
            .Input("waveform", "N", 100)
            .Mul("waveform", "waveform", "power").ReduceMean("power", "mean", [1], keepDimensions: true)
            .Node("Log", ["mean"], ["level"]).Constant("zero", 0).Mul("level", "zero", "nothing")
            .Node("Concat", ["nothing", "nothing"], ["scores"], ("axis", 1L))
            .Output("scores", "N", 2);
        using var package = new TestPackage(model.Build());
        package.Manifest["batch"]!["max"] = 1;
        var report = Verify(package);
        Assert.False(report.Passed);
        Assert.All(
            report.Checks.Where(c => c.Outcome == VerificationOutcome.Fail),
            c => Assert.True(c.Name == "quiet on digital silence" || c.Detail.Contains("on digital silence", StringComparison.Ordinal), $"{c.Name}: {c.Detail}"));
        Assert.DoesNotContain(report.Checks, c => c.Name == "scores" && c.Outcome == VerificationOutcome.Pass);
    }

    [Fact]
    public void Verify_CorruptModel_FailsToOpenWithTheFile()
    {
        var bytes = Detector().Build();
        bytes.AsSpan(0, 40).Fill(0xff);
        var sentence = Failure(bytes, "opens");
        Assert.Contains("model.onnx", sentence);
        Assert.DoesNotContain('\n', sentence);
    }

    [Fact]
    public void Verify_TruncatedModel_FailsToOpen() =>
        Assert.Contains("model.onnx", Failure(Detector().Build()[..^60], "opens"));

    [Fact]
    public void Verify_AnotherInputName_SaysWhatTheFileHas() =>
        Assert.Equal("model.onnx has no input \"waveform\"; it has audio float [N, 100]: name one of these as input.tensor", Failure(Detector(input: "audio").Build(), "input"));

    [Fact]
    public void Verify_AnotherOutputName_SaysWhatTheFileHas() =>
        Assert.Equal("model.onnx has no output \"scores\"; it has probs float [N, 2]: name one of these as output.tensor", Failure(Detector(output: "probs").Build(), "output"));

    [Fact]
    public void Verify_AnotherWindow_SaysBoth() =>
        Assert.Equal(
            "waveform float [N, 200] does not fit windows of 100 samples: it has 200 to a window; set input.windowSamples to what the model was made for",
            Failure(Detector(samples: 200).Build(), "input"));

    [Fact]
    public void Verify_AnotherLabelCount_SaysBoth() =>
        Assert.Equal(
            "scores float [N, 3] does not fit 2 labels: it has 3 to a window; set labels to what the model was made for",
            Failure(Detector(labels: 3).Build(), "output"));

    [Fact]
    public void Verify_ChannelDimensionOfOne_IsRun()
    {
        var model = new OnnxModelBuilder().Input("waveform", "N", 1, 100)
            .ReduceMean("waveform", "m", [2]).Constant("k", 0.1f).Mul("m", "k", "s").Node("Abs", ["s"], ["a"])
            .Node("Concat", ["a", "a"], ["scores"], ("axis", 1L)).Output("scores", "N", 2);
        using var package = new TestPackage(model.Build());
        Assert.True(Verify(package).Passed);
    }

    [Fact]
    public void Verify_InputOfAnotherType_SaysTheType()
    {
        var model = new OnnxModelBuilder().Input(OnnxType.Int64, "waveform", "N", 100).Cast("waveform", "x", OnnxType.Float)
            .ReduceMean("x", "m", [1], keepDimensions: true).Node("Concat", ["m", "m"], ["scores"], ("axis", 1L)).Output("scores", "N", 2);
        Assert.Equal("waveform int64 [N, 100] takes int64; this build gives float32: export it with a float32 input", Failure(model.Build(), "input"));
    }

    [Fact]
    public void Verify_TensorsThatDoNotFit_AreNotRun()
    {
        using var package = new TestPackage(Detector(labels: 3).Build());
        var report = Verify(package);
        Assert.Equal("it was not run, because its tensors do not fit the manifest", Assert.Single(report.Checks, c => c.Name == "run").Detail);
        Assert.DoesNotContain(report.Checks, c => c.Name == "scores");
    }
}
