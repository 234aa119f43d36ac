using System.Text;
using System.Text.Json.Nodes;
using EdgeAgent.Core.Models;
using EdgeAgent.Models.Manifests;
using EdgeAgent.Models.Tests.Support;

namespace EdgeAgent.Models.Tests.Manifests;

public sealed class ManifestReaderTests
{
    private static ModelManifest Read(JsonObject manifest) => ManifestReader.Read(Encoding.UTF8.GetBytes(manifest.ToJsonString()));

    private static ModelManifest Read(Action<JsonObject> change)
    {
        var manifest = TestPackage.Valid();
        change(manifest);
        return Read(manifest);
    }

    [Fact]
    public void Read_FullManifest_GivesEveryValue()
    {
        var manifest = Read(m =>
        {
            m["variants"]!["int8"] = JsonNode.Parse($$"""{ "file": "small/model.int8.onnx", "sha256": "{{new string('A', 64)}}", "batch": { "invariant": false }, "parity": { "maxAbsDelta": 0.03, "eventF1": 0.995 } }""");
            m["golden"] = JsonNode.Parse("""[ { "input": "golden/song.wav", "expect": "golden/song.json", "tolerance": 0.02 } ]""");
            m["securityCounter"] = 3;
            m["files"] = new JsonObject { ["labels.txt"] = new string('B', 64), ["front/mel.json"] = new string('c', 64) };
        });

        Assert.Equal(("tiny", 1, "audio-classification"), (manifest.Name, manifest.Version, manifest.Task));
        Assert.Equal(("for tests", "none", "here"), (manifest.Description, manifest.License, manifest.Origin));
        Assert.Equal(new InputSpec("waveform", "waveform", 1000, 100, 50, 1), manifest.Input);
        Assert.Equal(new OutputSpec("scores", "scores", ScoreActivation.None), manifest.Output);
        Assert.Equal(new BatchSpec(8, 5, true), manifest.Batch);
        Assert.Equal(
            new EventRules
            {
                High = 0.7f, Low = 0.4f, Smoothing = SmoothingKind.Median, SmoothingWindows = 3, Confirm = 2, ConfirmOf = 3,
                MinSeconds = 1, MergeGapSeconds = 2, MaxSeconds = 60,
            },
            manifest.Events);
        Assert.Equal(
            new ModelVariant("int8", "small/model.int8.onnx", new string('a', 64), false) { Parity = new VariantParity(0.03f, 0.995) },
            manifest.Variants["int8"]);
        Assert.Equal([new GoldenCase("golden/song.wav", "golden/song.json", 0.02f)], manifest.Golden);
        Assert.Equal(3, manifest.SecurityCounter);
        Assert.Equal([new("labels.txt", new string('b', 64)), new("front/mel.json", new string('c', 64))], manifest.Files);
        Assert.Equal(8, manifest.MaxBatch(manifest.Variants["full"]));
        Assert.Equal(1, manifest.MaxBatch(manifest.Variants["int8"]));
    }

    [Fact]
    public void Read_SilentKeys_HaveTheirDefaults()
    {
        var manifest = Read(m =>
        {
            foreach (var key in new[] { "description", "license", "origin", "events", "batch", "golden" }) m.Remove(key);
            m["input"]!.AsObject().Remove("channels");
        });

        Assert.Equal(new EventRules(), manifest.Events);
        Assert.Equal(new BatchSpec(1, 0, true), manifest.Batch);
        Assert.Empty(manifest.Golden);
        Assert.Equal(1, manifest.Input.Channels);
        Assert.Null(manifest.License);
    }

    [Fact]
    public void Read_RulesOfOneLabel_LieOverThePackages()
    {
        var manifest = Read(m => m["events"]!["perLabel"] = JsonNode.Parse("""{ "humpback": { "high": 0.9, "smoothing": "none" }, "other": { "report": false } }"""));

        var humpback = manifest.RulesFor("humpback");
        Assert.Equal(manifest.Events with { High = 0.9f, Smoothing = SmoothingKind.None, SmoothingWindows = 1 }, humpback);
        Assert.Equal(manifest.Events with { Report = false }, manifest.RulesFor("other"));
        Assert.Equal(manifest.Events, manifest.RulesFor("a label without rules"));
    }

    [Theory]
    [InlineData("none", SmoothingKind.None, 1)]
    [InlineData("mean:5", SmoothingKind.Mean, 5)]
    [InlineData("median:99", SmoothingKind.Median, 99)]
    [InlineData("mean:1", SmoothingKind.Mean, 1)]
    public void Read_Smoothing_IsUnderstood(string text, SmoothingKind kind, int windows)
    {
        var rules = Read(m => m["events"]!["smoothing"] = text).Events;
        Assert.Equal((kind, windows), (rules.Smoothing, rules.SmoothingWindows));
    }

    [Fact]
    public void Read_InlineLabels_NeedNoFile() =>
        Assert.NotNull(Read(m => m["labels"] = new JsonArray("humpback", "other")));

    [Fact]
    public void Read_ByteOrderMark_IsPassedOver() =>
        Assert.Equal("tiny", ManifestReader.Read((byte[])[.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(TestPackage.Valid().ToJsonString())]).Name);

    [Fact]
    public void Read_FileByPath_NamesThePathInProblems()
    {
        using var folder = new TestFolder();
        var path = folder.File("model.json", "{}");
        Assert.StartsWith(path + ": ", Assert.Throws<ModelException>(() => ManifestReader.Read(path)).Message);
        Assert.Equal($"{folder.Path}/none.json does not exist", Assert.Throws<ModelException>(() => ManifestReader.Read(folder.Path + "/none.json")).Message);
    }
}
