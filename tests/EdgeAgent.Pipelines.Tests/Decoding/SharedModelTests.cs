using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Tests.Decoding;

/// <summary>Models, images and expected results that others made; the tolerances are theirs.</summary>
public sealed class SharedModelTests(ITestOutputHelper output)
{
    public static TheoryData<string> Detectors => [.. SharedModels.Detectors];

    private static JsonNode Expected(SharedModel model) => JsonNode.Parse(File.ReadAllText(Path.Combine(model.Source, "expected.json")))!;

    private static ImageBox Box(JsonNode node) => new((float)node[0]!, (float)node[1]!, (float)node[2]!, (float)node[3]!);

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Detector_ExactInput_GivesTheExpectedBoxes(string id)
    {
        using var model = SharedModels.Open(id);
        var expected = Expected(model)["exact"]!;

        var results = model.Run(RgbImage.ReadPng(Path.Combine(model.Source, "exact_input.png")));

        Assert.Null(results.Sanity.Fault);
        var wanted = expected["detections"]!.AsArray();
        foreach (var detection in results.Detections) output.WriteLine($"got {model.Plan.Labels[detection.ClassIndex]} {detection.Score:0.0000} {detection.Box}");
        Assert.Equal(wanted.Count, results.Detections.Length);
        var (farthest, most) = (0f, 0f);
        for (var i = 0; i < wanted.Count; i++)
        {
            var (found, box) = (results.Detections[i], Box(wanted[i]!["box"]!));
            Assert.Equal((string)wanted[i]!["label"]!, model.Plan.Labels[found.ClassIndex]);
            farthest = new[] { farthest, Math.Abs(found.Box.Left - box.Left), Math.Abs(found.Box.Top - box.Top), Math.Abs(found.Box.Right - box.Right), Math.Abs(found.Box.Bottom - box.Bottom) }.Max();
            most = Math.Max(most, Math.Abs(found.Score - (float)wanted[i]!["score"]!));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{id}: {wanted.Count} boxes, farthest edge {farthest:0.000} px, score {most:0.00000}"));
        Assert.True(farthest <= 1, $"an edge is {farthest} px off");
        Assert.True(most <= 0.01, $"a score is {most} off");
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Detector_Photos_GiveEveryRobustEntry(string id)
    {
        using var model = SharedModels.Open(id);
        var (robust, missed, worst) = (0, new List<string>(), 1f);
        foreach (var entry in Expected(model)["images"]!.AsArray())
        {
            var name = (string)entry!["image"]!;
            var results = model.Run(RgbImage.ReadPhoto(Repository.SharedPath($"vision/{name}"), (int)entry["width"]!, (int)entry["height"]!));
            foreach (var wanted in entry["detections"]!.AsArray().Where(d => (bool)d!["robust"]!))
            {
                robust++;
                var (box, score, best) = (Box(wanted!["box"]!), (float)wanted["score"]!, 0f);
                foreach (var found in results.Detections)
                    if (model.Plan.Labels[found.ClassIndex] == (string)wanted["label"]! && Math.Abs(found.Score - score) <= 0.15f) best = Math.Max(best, found.Box.Iou(box));
                worst = Math.Min(worst, best);
                if (best < 0.6f) missed.Add($"{name}: {(string)wanted["label"]!} {score} {box}, best IoU {best}");
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{id}: {robust - missed.Count} of {robust} robust entries, worst IoU {worst:0.00}"));
        Assert.True(robust > 0, "there is no robust entry");
        Assert.Empty(missed);
    }

    [Theory]
    [InlineData("tinyyolov2_voc_416", 0)]
    [InlineData("fastestdet_352", 0)]
    [InlineData("ultraface_rfb_320", 1)]
    public void Detector_ExactInput_GivesTheRawOutput(string id, int golden)
    {
        using var model = SharedModels.Open(id);
        model.Run(RgbImage.ReadPng(Path.Combine(model.Source, "exact_input.png")));
        var expected = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(model.Source, $"golden_{golden}.f32"))).ToArray();

        // UltraFace's second golden file holds its boxes, which our plan counts first.
        var actual = model.RawOutput(0);

        Assert.Equal(expected.Length, actual.Length);
        Assert.True(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() < 2e-3, "the raw output differs, so the input does");
    }

    [Fact]
    public void DeepLab_ExactInput_GivesTheExpectedMask()
    {
        using var model = SharedModels.Open("deeplab_v3_257");
        var expected = RgbImage.ReadPng(Path.Combine(model.Source, "exact_mask.png"));

        var results = model.Run(RgbImage.ReadPng(Path.Combine(model.Source, "exact_input.png")));

        var agreement = Agreement(results, expected);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"agreement {agreement:0.00000}, {results.Components.Length} components"));
        Assert.True(agreement >= 0.99, $"{agreement:0.0000} of the pixels agree");
        var person = Array.IndexOf([.. model.Plan.Labels], "person");
        var counted = 0;
        foreach (var component in results.Components)
            if (component.ClassIndex == person) counted += component.Pixels;
        Assert.InRange(counted, 29384 * 0.99, 29384 * 1.01);
    }

    [Theory]
    [InlineData("person")]
    [InlineData("dog")]
    [InlineData("zidane")]
    [InlineData("bus")]
    public void DeepLab_Photo_GivesNearlyTheExpectedMask(string name)
    {
        using var model = SharedModels.Open("deeplab_v3_257");
        var sizes = new Dictionary<string, (int, int)> { ["person"] = (640, 424), ["dog"] = (768, 576), ["zidane"] = (1280, 720), ["bus"] = (810, 1080) };
        var (width, height) = sizes[name];

        var results = model.Run(RgbImage.ReadPhoto(Repository.SharedPath($"vision/images/{name}.jpg"), width, height));

        var agreement = Agreement(results, RgbImage.ReadPng(Path.Combine(model.Source, $"mask_{name}.png")));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: agreement {agreement:0.0000}"));
        Assert.True(agreement >= 0.99, $"{agreement:0.0000} of the pixels agree");
    }

    [Theory]
    [InlineData(0, "2")]
    [InlineData(1, "0")]
    [InlineData(2, "9")]
    public void Mnist_ShippedInputs_GiveTheDigit(int set, string digit)
    {
        using var model = SharedModels.Open("mnist_cntk");

        var results = model.Run(RgbImage.ReadPng(Path.Combine(model.Source, $"set{set}.png")));

        Assert.Equal(digit, model.Plan.Labels[results.Top[0].ClassIndex]);
        Assert.True(results.Top[0].Score > 0.9);
        var logits = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(model.Source, $"set{set}_output_0.pb")).AsSpan(^40..)).ToArray();
        Assert.True(logits.Zip(model.RawOutput(0), (e, a) => Math.Abs(e - a)).Max() < 0.01);
    }

    [Theory]
    [InlineData("fish.png")]
    [InlineData("kitten_224.png")]
    public void SqueezeNet_LosslessImages_GiveTheExpectedFive(string name)
    {
        using var model = SharedModels.Open("squeezenet_fp16_224");
        var expected = Expected(model)["images"]!.AsArray().First(i => (string)i!["image"]! == $"images/{name}")!["top5"]!.AsArray();

        var results = model.Run(RgbImage.ReadPhoto(Repository.SharedPath($"vision/images/{name}"), 224, 224));

        Assert.Equal(5, results.Top.Length);
        for (var i = 0; i < 3; i++)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{results.Top[i].ClassIndex} {results.Top[i].Score:0.0000}, expected {expected[i]!["cls"]} {expected[i]!["score"]}"));
            Assert.Equal((int)expected[i]!["cls"]!, results.Top[i].ClassIndex);
            Assert.Equal((float)expected[i]!["score"]!, results.Top[i].Score, 0.01f);
        }
    }

    private static double Agreement(EdgeAgent.Pipelines.Decoding.ImageResults results, RgbImage expected)
    {
        Assert.Equal((expected.Width, expected.Height), (results.Mask.Width, results.Mask.Height));
        var same = 0;
        for (var i = 0; i < expected.Pixels.Length; i++)
            if (expected.Pixels[i] == (results.Mask.Labels[i] < 0 ? 0 : results.Mask.Labels[i])) same++;
        return (double)same / expected.Pixels.Length;
    }
}
