using System.Globalization;
using System.Text.Json.Nodes;
using EdgeAgent.Core.Vision;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Tests.Decoding;
using EdgeAgent.Pipelines.Tests.Support;

namespace EdgeAgent.Pipelines.Tests.Frames;

/// <summary>Models, images and expected results that others made, through the whole way of a frame: file, preprocessing, session, decoder. The tolerances are theirs.</summary>
public sealed class SharedModelFrameTests(ITestOutputHelper output)
{
    public static TheoryData<string> Detectors => [.. SharedModels.Detectors];

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Process_ExactInput_GivesTheExpectedBoxes(string id)
    {
        using var shared = SharedModels.Open(id);
        var wanted = Expected(shared)["exact"]!["detections"]!.AsArray();

        var found = Look(shared, Path.Combine(shared.Source, "exact_input.png"));

        Assert.Equal(wanted.Count, found.Count);
        var (farthest, most) = (0f, 0f);
        for (var i = 0; i < wanted.Count; i++)
        {
            var box = Box(wanted[i]!["box"]!);
            Assert.Equal((string)wanted[i]!["label"]!, shared.Plan.Labels[found[i].ClassIndex]);
            farthest = new[] { farthest, Math.Abs(found[i].Box.Left - box.Left), Math.Abs(found[i].Box.Top - box.Top), Math.Abs(found[i].Box.Right - box.Right), Math.Abs(found[i].Box.Bottom - box.Bottom) }.Max();
            most = Math.Max(most, Math.Abs(found[i].Score - (float)wanted[i]!["score"]!));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{id}: {wanted.Count} boxes, farthest edge {farthest:0.000} px, score {most:0.00000}"));
        Assert.True(farthest <= 1, $"an edge is {farthest} px off");
        Assert.True(most <= 0.01, $"a score is {most} off");
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Process_Photos_GiveEveryRobustEntry(string id)
    {
        using var shared = SharedModels.Open(id);
        var (robust, missed) = (0, new List<string>());
        foreach (var entry in Expected(shared)["images"]!.AsArray())
        {
            var name = (string)entry!["image"]!;
            var found = Look(shared, Repository.SharedPath($"vision/{name}"));
            foreach (var wanted in entry["detections"]!.AsArray().Where(d => (bool)d!["robust"]!))
            {
                robust++;
                var (box, score) = (Box(wanted!["box"]!), (float)wanted["score"]!);
                var best = found.Where(f => shared.Plan.Labels[f.ClassIndex] == (string)wanted["label"]! && Math.Abs(f.Score - score) <= 0.15f).Select(f => f.Box.Iou(box)).DefaultIfEmpty(0).Max();
                if (best < 0.6f) missed.Add($"{name}: {(string)wanted["label"]!} {score} {box}, best IoU {best}");
            }
        }

        output.WriteLine($"{id}: {robust - missed.Count} of {robust} robust entries");
        Assert.True(robust > 0, "there is no robust entry");
        Assert.Empty(missed);
    }

    private static List<Detection> Look(SharedModel shared, string file)
    {
        var missing = OpenCvLibrary.WhyMissing();
        Assert.SkipWhen(missing is not null, missing ?? "");
        var package = PackageReader.Open(shared.Folder);
        using var model = ImageModel.Open(TinyModel.Library, package, package.Manifest.Variants["full"], new ModelOptions { Provider = OrtProvider.Cpu });
        using var runner = new FrameRunner(model, new FrameCounters());
        using var decoder = new ImageFileDecoder();
        Assert.True(ImageFrames.TryDecode(decoder, File.ReadAllBytes(file), ImageDecodeOptions.Default, new FramePool(), out var frame, out var fault), fault?.Reason);
        var sink = new Sink();
        runner.Process(frame, sink);
        return sink.Found;
    }

    private static JsonNode Expected(SharedModel shared) => JsonNode.Parse(File.ReadAllText(Path.Combine(shared.Source, "expected.json")))!;

    private static ImageBox Box(JsonNode node) => new((float)node[0]!, (float)node[1]!, (float)node[2]!, (float)node[3]!);

    private sealed class Sink : IFrameSink
    {
        public List<Detection> Found { get; } = [];

        public void Accept(in FrameResult result)
        {
            Assert.Null(result.Fault);
            Found.AddRange(result.Detections);
        }

        public void Lost(FrameLoss loss) => Assert.Fail("nothing can be lost");
    }
}
