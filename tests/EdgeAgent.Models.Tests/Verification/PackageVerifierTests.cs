using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Core.Models;
using EdgeAgent.Models.Inspection;
using EdgeAgent.Models.Tests.Support;
using EdgeAgent.Models.Verification;

namespace EdgeAgent.Models.Tests.Verification;

/// <summary>The verifier's judgement, with models written as functions.</summary>
public sealed class PackageVerifierTests : IDisposable
{
    private readonly TestPackage _package = new();

    public void Dispose() => _package.Dispose();

    private VerificationReport Verify(FakeProbe probe) => PackageVerifier.Verify(_package.Open(), probe);

    private static VerificationCheck Only(VerificationReport report, string name) => Assert.Single(report.Checks, c => c.Name == name);

    private static float[] Song(int windows) => [.. Enumerable.Range(0, 100 + (50 * (windows - 1))).Select(i => MathF.Sin(i * 0.3f) * 0.5f)];

    [Fact]
    public void Verify_GoodPackage_PassesAndWarnsOfNothing()
    {
        _package.Golden(Song(3), [[0.1f, 0.9f], [0.1f, 0.9f], [0.1f, 0.9f]]);
        var probe = FakeProbe.Quiet();
        var seen = new List<VerificationCheck>();
        var report = PackageVerifier.Verify(_package.Open(), probe, progress: new Recorder(seen));

        Assert.True(report.Passed);
        Assert.Equal(0, report.Warnings);
        Assert.Equal(("tiny", 1), (report.Name, report.Version));
        Assert.Equal(report.Checks, seen);
        Assert.Equal("gives the golden scores: largest difference 0 in window 0 ('humpback'), tolerance 0.001, 3 windows", Only(report, "golden golden/song.wav").Detail);
        Assert.Equal("gives the same bits at batch 1, 2, 3, 7, 8, shuffled beside loud and silent neighbours", Only(report, "batches").Detail);
        Assert.Equal("stays quiet on digital silence: 'humpback' scores at most 0.100 (opens at 0.70)", Only(report, "quiet on digital silence").Detail);
        Assert.Equal("1 of 2 labels make events", Only(report, "labels").Detail);
        Assert.Equal(18, report.Checks.Count(c => c.Name.StartsWith("quiet on ", StringComparison.Ordinal)));
        Assert.Equal(8, probe.LargestBatch);
    }

    [Fact]
    public void Verify_ModelThatFiresOnSilence_SaysSoPlainly()
    {
        var report = Verify(new FakeProbe(window => window.All(s => s == 0) ? [0.999f, 0.001f] : [0.1f, 0.9f]));
        var failure = Assert.Single(report.Checks, c => c.Outcome == VerificationOutcome.Fail);
        Assert.Equal(
            new VerificationCheck("quiet on digital silence", "full", VerificationOutcome.Fail, "fires on digital silence: 'humpback' scores 0.999 (opens at 0.70); do not trust its events"),
            failure);
        Assert.False(report.Passed);
    }

    [Fact]
    public void Verify_ModelThatFiresOnLoudNoise_NamesTheNoiseAndTheShare()
    {
        var report = Verify(new FakeProbe(window => window.Max() > 0.6f ? [0.8f, 0.2f] : [0.1f, 0.9f]));
        Assert.Matches(
            @"^fires on white noise at −10 dBFS: 'humpback' scores 0\.800 \(opens at 0\.70\) in \d+ of 24 windows; do not trust its events$",
            Only(report, "quiet on white noise at −10 dBFS").Detail);
        Assert.Equal(VerificationOutcome.Pass, Only(report, "quiet on white noise at −40 dBFS").Outcome);
    }

    [Fact]
    public void Verify_MutedLabelFires_IsNoFalseAlarm() =>
        Assert.True(Verify(new FakeProbe(_ => [0f, 1f])).Passed);

    [Fact]
    public void Verify_ScoreAtTheThreshold_OpensAndSoFails() =>
        Assert.Equal(VerificationOutcome.Fail, Only(Verify(new FakeProbe(_ => [0.7f, 0f])), "quiet on digital silence").Outcome);

    [Fact]
    public void Verify_SeveralLabelsFire_NamesTheWorst()
    {
        _package.Labels("humpback", "orca");
        var report = Verify(new FakeProbe(_ => [0.8f, 0.9f]));
        Assert.Equal("fires on digital silence: 'orca' scores 0.900 (opens at 0.70), and so does 1 other label; do not trust its events", Only(report, "quiet on digital silence").Detail);
    }

    [Fact]
    public void Verify_NoLabelReports_Warns()
    {
        _package.Manifest["events"]!["report"] = false;
        var report = Verify(new FakeProbe(_ => [1f, 1f]));
        Assert.Equal(VerificationOutcome.Warn, Only(report, "labels").Outcome);
        Assert.True(report.Passed);
    }

    [Fact]
    public void Verify_NoGoldenCase_Warns()
    {
        var check = Only(Verify(FakeProbe.Quiet()), "golden");
        Assert.Equal(VerificationOutcome.Warn, check.Outcome);
        Assert.StartsWith("there is no golden case", check.Detail);
    }

    [Theory]
    [InlineData(0.1009f, VerificationOutcome.Pass)]
    [InlineData(0.102f, VerificationOutcome.Fail)]
    public void Verify_GoldenScores_AreHeldToTheTolerance(float expected, VerificationOutcome outcome)
    {
        _package.Golden(Song(2), [[0.1f, 0.9f], [expected, 0.9f]]);
        var check = Only(Verify(FakeProbe.Quiet()), "golden golden/song.wav");
        Assert.Equal(outcome, check.Outcome);
        Assert.Contains($"largest difference {expected - 0.1f:0.######} in window 1 ('humpback'), tolerance 0.001", check.Detail);
    }

    [Fact]
    public void Verify_QuantizedVariant_HasItsParityAsExtraTolerance()
    {
        _package.Golden(Song(2), [[0.12f, 0.9f], [0.1f, 0.9f]]).Model("small"u8.ToArray(), "int8", "small.onnx");
        _package.Manifest["variants"]!["int8"]!["parity"] = JsonNode.Parse("""{ "maxAbsDelta": 0.03 }""");
        var golden = Verify(FakeProbe.Quiet()).Checks.Where(c => c.Name == "golden golden/song.wav").ToDictionary(c => c.Variant!, c => c.Outcome);
        Assert.Equal(VerificationOutcome.Fail, golden["full"]);
        Assert.Equal(VerificationOutcome.Pass, golden["int8"]);
    }

    [Theory]
    [InlineData("{ \"scores\": [[0.1, 0.9]] }", "golden/song.wav has 2 whole windows on the hop grid, but golden/song.json expects 1")]
    [InlineData("{ \"scores\": [[0.1], [0.1]] }", "scores[0] must be an array of 2 scores, one a label")]
    [InlineData("{ \"scores\": [[0.1, 7], [0.1, 0.9]] }", "scores[0][1] is 7; a score is a number from 0 to 1")]
    [InlineData("{ \"scores\": [[0.1, 0.9],] }", "is not valid JSON at line 1")]
    [InlineData("{ \"score\": [] }", "must be { \"scores\": [[…], …] }, a row of scores a window")]
    [InlineData("{ \"scores\": [] }", "expects no window; take a recording of at least one window")]
    public void Verify_GoldenFileThatDoesNotFit_FailsWithTheReason(string json, string reason)
    {
        _package.Golden(Song(2), [[0.1f, 0.9f], [0.1f, 0.9f]]).File("golden/song.json", json);
        var check = Only(Verify(FakeProbe.Quiet()), "golden golden/song.wav");
        Assert.Equal(VerificationOutcome.Fail, check.Outcome);
        Assert.Contains(reason, check.Detail);
    }

    [Fact]
    public void Verify_ScoresThatDependOnNeighbours_FailUnlessDeclared()
    {
        // What dynamic quantization does: a scale over the whole batch.
        static float[] Scaled(float[] row, IReadOnlyList<float[]> chunk) => [row[0] * (1 - (0.01f * chunk.Count)), row[1]];
        var probe = new FakeProbe(_ => [0.1f, 0.9f]) { InBatch = Scaled };

        var check = Only(Verify(probe), "batches");
        Assert.Equal(VerificationOutcome.Fail, check.Outcome);
        Assert.Equal("a window's scores change by up to 0.001 with its neighbours at batch 2; set batch.invariant to false, then it runs at batch 1", check.Detail);

        _package.Manifest["batch"]!["invariant"] = false;
        check = Only(Verify(probe), "batches");
        Assert.Equal(VerificationOutcome.Pass, check.Outcome);
        Assert.EndsWith("it runs at batch 1, as the manifest says", check.Detail);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(0f)]
    public void Verify_OneBitBesideALoudOrSilentNeighbour_IsFound(float neighbour)
    {
        float[] Nudged(float[] row, IReadOnlyList<float[]> chunk) =>
            chunk.Count > 1 && chunk.Any(window => window.All(sample => sample == neighbour)) ? [MathF.BitIncrement(row[0]), row[1]] : row;
        Assert.Equal(VerificationOutcome.Fail, Only(Verify(new FakeProbe(_ => [0.1f, 0.9f]) { InBatch = Nudged }), "batches").Outcome);
    }

    [Fact]
    public void Verify_DeclaredVariantButSameBits_IsANote()
    {
        _package.Manifest["batch"]!["invariant"] = false;
        var check = Only(Verify(FakeProbe.Quiet()), "batches");
        Assert.Equal(VerificationOutcome.Warn, check.Outcome);
        Assert.Contains("although the manifest says batch.invariant false", check.Detail);
    }

    [Fact]
    public void Verify_ScoresThatAreNoNumbers_SaysWhere()
    {
        var check = Only(Verify(new FakeProbe(w => w.All(s => s == 0) ? [float.NaN, 0f] : [0f, 1f])), "scores");
        Assert.Equal("gives NaN for 'humpback' on digital silence: a score that is not a number; guard logarithms and divisions in the model against zero", check.Detail);
    }

    [Fact]
    public void Verify_Logits_ExplainsTheActivation()
    {
        var check = Only(Verify(new FakeProbe(_ => [-3.25f, 3.25f])), "scores");
        Assert.Equal("gives -3.25 for 'humpback' on digital silence; scores lie within 0..1: if the model gives logits, set output.activation to sigmoid or softmax", check.Detail);
    }

    [Fact]
    public void Verify_WrongNumberOfScores_FailsWithTheNumber() =>
        Assert.Equal("model.onnx gives 3 scores a window, but the package has 2 labels", Only(Verify(new FakeProbe(_ => [0f, 0f, 0f])), "batches").Detail);

    [Theory]
    [InlineData(new long[] { -1, 100 }, true)]
    [InlineData(new long[] { -1, -1 }, true)]
    [InlineData(new long[] { -1, 1, 100 }, true)]
    [InlineData(new long[] { 100 }, false)]
    [InlineData(new long[] { 1, 100 }, false)]
    public void Verify_InputShape_FitsTheBatch(long[] shape, bool batched)
    {
        var probe = new FakeProbe(_ => [0f, 1f]) { Surface = FakeProbe.Declares(shape, batched ? [-1, 2] : shape.Length == 1 ? [2] : [1, 2]) };
        Assert.Equal(batched ? VerificationOutcome.Pass : VerificationOutcome.Fail, Only(Verify(probe), "input").Outcome);
        _package.Manifest["batch"]!["max"] = 1;
        Assert.True(Verify(probe).Passed);
    }

    [Theory]
    [InlineData(new long[0], "waveform float [] is declared without a shape; this build runs [batch, 100] or [100]: export it with its shape")]
    [InlineData(new long[] { 4, 100 }, "waveform float [4, 100] is fixed to 4 windows at once; export it with a dynamic or single batch")]
    [InlineData(new long[] { -1, 2, 100 }, "waveform float [N, 2, 100] does not fit windows of 100 samples: it has 200 to a window; set input.windowSamples to what the model was made for")]
    [InlineData(new long[] { 1, 100 }, "waveform float [1, 100] takes one window at a time, but batch.max is 8; set it to 1 or export the model with a dynamic batch")]
    public void Verify_InputShapeThatCannotRun_SaysWhatToDo(long[] shape, string sentence) =>
        Assert.Equal(sentence, Only(Verify(new FakeProbe(_ => [0f, 1f]) { Surface = FakeProbe.Declares(shape, [-1, 2]) }), "input").Detail);

    [Fact]
    public void Verify_OptionsNameAVariantThatIsAbsent_Throws() =>
        Assert.Equal(
            "model tiny:1 has no variant \"int8\"; it has full",
            Assert.Throws<ModelException>(() => PackageVerifier.Verify(_package.Open(), FakeProbe.Quiet(), new VerificationOptions { Variants = ["int8"] })).Message);

    [Fact]
    public void Verify_FileChangedSinceItWasOpened_Fails()
    {
        var package = _package.Open();
        _package.File("model.onnx", "changed"u8.ToArray());
        Assert.Equal(VerificationOutcome.Fail, Only(PackageVerifier.Verify(package, FakeProbe.Quiet()), "files").Outcome);
    }

    [Fact]
    public void Verify_Cancelled_Stops() =>
        Assert.Throws<OperationCanceledException>(() => PackageVerifier.Verify(_package.Open(), FakeProbe.Quiet(), cancellation: new CancellationToken(canceled: true)));

    [Fact]
    public void Report_AsJson_SpeaksTheContractsWords()
    {
        var report = Verify(FakeProbe.Quiet());
        var json = JsonNode.Parse(JsonSerializer.Serialize(report, ModelJson.Default.VerificationReport))!;
        Assert.Equal("pass", (string)json["checks"]![0]!["outcome"]!);
        Assert.True((bool)json["passed"]!);
        Assert.Equal("tiny", (string)json["name"]!);
    }

    private sealed class Recorder(List<VerificationCheck> seen) : IProgress<VerificationCheck>
    {
        public void Report(VerificationCheck value) => seen.Add(value);
    }
}
