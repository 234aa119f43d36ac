using System.Text.Json.Nodes;
using EdgeAgent.Core.Models;
using EdgeAgent.Models.Inspection;
using EdgeAgent.Models.Tests.Support;
using EdgeAgent.Models.Verification;

namespace EdgeAgent.Models.Tests.Inspection;

/// <summary>What inspect and verify say of packages whose models see images.</summary>
public sealed class ImageInspectionTests
{
    private static TestPackage Package() => new TestPackage().With(manifest =>
    {
        manifest["task"] = "object-detection";
        manifest["input"] = JsonNode.Parse("""{ "tensor": "images", "kind": "image", "color": "bgr" }""");
        manifest["output"] = JsonNode.Parse("""{ "minScore": 0.4 }""");
        manifest["events"] = new JsonObject();
        manifest.Remove("labels");
        manifest["batch"] = new JsonObject();
    });

    private static FakeProbe Probe(string names = "{0: 'spore', 1: 'debris'}") => new(_ => [])
    {
        Surface = new ModelSurface(
            [new TensorDescription("images", "float", [1, 3, 480, 640])], [new TensorDescription("output0", "float", [1, 6, 6300])],
            new Dictionary<string, string> { ["task"] = "detect", ["names"] = names, ["imgsz"] = "[480, 640]" }, "CPU"),
    };

    [Fact]
    public void Inspect_SilentManifest_SaysWhoDecidedWhatAndWhy()
    {
        using var package = Package();

        var inspection = ModelInspector.Inspect(package.Open(), Probe());

        InspectedChoice Choice(string key) => Assert.Single(inspection.Choices, c => c.Key == key);
        Assert.Equal(["spore", "debris"], inspection.Labels.Select(l => l.Label));
        Assert.Equal(new InspectedChoice("output.format", "yolov8", ChoiceSource.Metadata, "the file's metadata say task detect"), Choice("output.format"));
        Assert.Equal(("640", ChoiceSource.Shape), (Choice("input.width").Value, Choice("input.width").Source));
        Assert.Equal(("bgr", ChoiceSource.Manifest), (Choice("input.color").Value, Choice("input.color").Source));
        Assert.Equal(("0.4", ChoiceSource.Manifest), (Choice("output.minScore").Value, Choice("output.minScore").Source));
        Assert.Equal(("letterbox", ChoiceSource.Default), (Choice("input.resize").Value, Choice("input.resize").Source));
        Assert.Null(Assert.Single(inspection.Variants).Problem);
    }

    [Fact]
    public void Inspect_ClassesThatDoNotFit_SaysSo()
    {
        using var package = Package();

        var inspection = ModelInspector.Inspect(package.Open(), Probe("{0: 'spore'}"));

        Assert.Contains("does not fit 1 labels: yolov8 has 4 + labels = 5 numbers a box", Assert.Single(inspection.Variants).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_ImageModelWithoutGolden_ChecksItsTensorsAndSaysThatNothingWasShownToIt()
    {
        using var package = Package();

        var report = PackageVerifier.Verify(package.Open(), Probe());

        Assert.DoesNotContain(report.Checks, c => c.Outcome == VerificationOutcome.Fail);
        Assert.Contains(report.Checks, c => c.Name == "tensors" && c.Detail.Contains("images takes images of 640x480, outputs are read as yolov8 with 2 labels", StringComparison.Ordinal));
        Assert.Contains(report.Checks, c => c.Name == "golden" && c.Outcome == VerificationOutcome.Warn && c.Detail.Contains("add an image and what is seen in it", StringComparison.Ordinal));
    }
}
