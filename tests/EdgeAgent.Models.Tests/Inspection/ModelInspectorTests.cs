using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Models.Inspection;
using EdgeAgent.Models.Tests.Support;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Models.Tests.Inspection;

public sealed class ModelInspectorTests
{
    [Fact]
    public void Inspect_RealModel_SaysWhatWasChosenAndWhy()
    {
        using var package = new TestPackage(TinyModels.MeanSigmoid(samples: 100, labels: 2).Metadata("sample_rate", "16000").Build());
        package.Manifest["batch"]!.AsObject().Remove("max");

        var inspection = ModelInspector.Inspect(package.Open(), RealProbe.Create());

        InspectedChoice Choice(string key) => Assert.Single(inspection.Choices, c => c.Key == key);
        Assert.Equal(new InspectedChoice("input.tensor", "waveform", ChoiceSource.Manifest, "the manifest says so; the file declares waveform float [N, 100]"), Choice("input.tensor"));
        Assert.Equal("the manifest says so; the file's metadata says sample_rate = \"16000\"", Choice("input.sampleRate").Why);
        Assert.Equal("100 (0.1 s)", Choice("input.windowSamples").Value);
        Assert.Equal(new InspectedChoice("batch.max", "1", ChoiceSource.Default, "the manifest is silent; this is the default; the file takes any number of windows"), Choice("batch.max"));
        Assert.Equal("median:3", Choice("events.smoothing").Value);
        Assert.Equal(("humpback", false, 0.7f), (inspection.Labels[0].Label, inspection.Labels[0].OwnRules, inspection.Labels[0].Rules.High));
        Assert.Equal(("other", true, false), (inspection.Labels[1].Label, inspection.Labels[1].OwnRules, inspection.Labels[1].Rules.Report));
        var full = Assert.Single(inspection.Variants);
        Assert.Null(full.Problem);
        Assert.Equal("16000", full.Surface!.Metadata["sample_rate"]);
        Assert.Equal(new FileInfo(Path.Combine(package.Directory, "model.onnx")).Length, full.Bytes);
    }

    [Fact]
    public void Inspect_ModelThatDoesNotOpenOrFit_IsDescribed()
    {
        using var package = new TestPackage();
        package.Model(TinyModels.MeanSigmoid(samples: 50, labels: 2).Build(), "half", "half.onnx");
        var inspection = ModelInspector.Inspect(package.Open(), RealProbe.Create());

        Assert.Contains("model.onnx", inspection.Variants.Single(v => v.Name == "full").Problem);
        Assert.Null(inspection.Variants.Single(v => v.Name == "full").Surface);
        Assert.StartsWith("waveform float [N, 50] does not fit windows of 100 samples", inspection.Variants.Single(v => v.Name == "half").Problem);
    }

    [Fact]
    public void Inspection_AsJson_SpeaksTheManifestsWords()
    {
        using var package = new TestPackage();
        var json = JsonNode.Parse(JsonSerializer.Serialize(ModelInspector.Inspect(package.Open(), FakeProbe.Quiet()), ModelJson.Default.ModelInspection))!;
        Assert.Equal("manifest", (string)json["choices"]![0]!["source"]!);
        Assert.Equal("median", (string)json["labels"]![0]!["rules"]!["smoothing"]!);
        Assert.Equal(-1, (int)json["variants"]![0]!["surface"]!["inputs"]![0]!["shape"]![0]!);
        Assert.Null(json["variants"]![0]!["problem"]);
    }
}
