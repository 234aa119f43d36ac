using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional;

/// <summary>Images and videos through the real binary, with a model that gives the mean of red, green and blue.</summary>
public sealed class FrameReplayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _package;

    public FrameReplayTests()
    {
        _package = _folder.Folder("colours/1");
        var model = new OnnxModelBuilder().Input("pixels", "N", 3, 8, 8).ReduceMean("pixels", "scores", [2, 3], keepDimensions: false).Output("scores", "N", 3).Build();
        File.WriteAllBytes(Path.Combine(_package, "model.onnx"), model);
        File.WriteAllText(Path.Combine(_package, "model.json"), new JsonObject
        {
            ["name"] = "colours", ["version"] = 1, ["task"] = "image-classification", ["labels"] = new JsonArray("red", "green", "blue"),
            ["input"] = JsonNode.Parse("""{ "tensor": "pixels", "kind": "image", "width": 8, "height": 8, "resize": "stretch", "color": "rgb", "scale": 0.00392156862745098, "mean": 0, "std": 1 }"""),
            ["output"] = JsonNode.Parse("""{ "tensor": "scores", "format": "top-k", "activation": "none", "topK": 1, "minScore": 0.3 }"""),
            ["variants"] = new JsonObject { ["full"] = new JsonObject { ["file"] = "model.onnx", ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(model)) } },
        }.ToJsonString());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replay_ImagesAndVideo_GivesALineForEveryFrame()
    {
        Need();
        var images = _folder.Folder("field");
        Image(Path.Combine(images, "a.png"), 40, 30, 250, 0, 0);
        Image(Path.Combine(images, "b.jpg"), 17, 9, 0, 240, 0);
        Ffmpeg($"-f lavfi -i color=c=blue:size=64x48:rate=5:duration=2 -pix_fmt yuv420p -c:v mpeg4 {Path.Combine(images, "c.mp4")}");
        var results = Path.Combine(_folder.Path, "results");

        (await AgentProcess.RunAsync("replay", images, "--model", _package, "--out", results)).Exits(0);

        var lines = File.ReadLines(Path.Combine(results, "detections.ndjson")).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(["red", "green", .. Enumerable.Repeat("blue", 10)], lines.Select(l => (string)l["top"]![0]!["label"]!));
        Assert.Equal((40, 30), ((int)lines[0]["width"]!, (int)lines[0]["height"]!));
        Assert.Equal(1.8, (double)lines[^1]["seconds"]!, 3);
    }

    [Theory]
    [InlineData("n")]
    [InlineData("columns")]
    public async Task Replay_DetectorThatChoosesItsBoxesItself_GivesAsManyAsThereAre(string open)
    {
        Need();
        // A box a channel that is bright: none, one or three rows come of the graph.
        var package = Detector(6, open);
        var images = _folder.Folder("field");
        Image(Path.Combine(images, "a.png"), 80, 80, 0, 0, 0);
        Image(Path.Combine(images, "b.png"), 80, 80, 250, 0, 0);
        Image(Path.Combine(images, "c.png"), 80, 80, 250, 250, 250);
        Image(Path.Combine(images, "d.png"), 80, 80, 0, 250, 0);
        var results = Path.Combine(_folder.Path, "results");

        (await AgentProcess.RunAsync("replay", images, "--model", package, "--out", results)).Exits(0);

        var lines = File.ReadLines(Path.Combine(results, "detections.ndjson")).Select(line => JsonNode.Parse(line)!["detections"]!.AsArray()).ToArray();
        Assert.Equal([0, 1, 3, 1], lines.Select(l => l.Count));
        Assert.Equal(("red", "green"), ((string)lines[1][0]!["label"]!, (string)lines[3][0]!["label"]!));
        // Pixels of the model's 8 × 8 in those of the picture.
        Assert.Equal("""{"x":10,"y":10,"width":20,"height":20}""", lines[3][0]!["box"]!.ToJsonString());
    }

    [Fact]
    public async Task Replay_DetectorWithRowsOfAnotherLength_SaysSoInOneSentence()
    {
        Need();
        var package = Detector(5, "columns");
        var images = _folder.Folder("field");
        Image(Path.Combine(images, "a.png"), 80, 80, 250, 0, 0);

        (await AgentProcess.RunAsync("replay", images, "--model", package)).Refuses(78, "dets", "rows", "output.columns");
    }

    private string Detector(int columns, string open)
    {
        float[] rows = [0, 0, 2, 2, 0.9f, 0, 1, 1, 3, 3, 0.8f, 1, 2, 2, 4, 4, 0.7f, 2];
        var builder = new OnnxModelBuilder().Input("pixels", 1, 3, 8, 8).ReduceMean("pixels", "means", [2, 3], keepDimensions: false)
            .Initializer("three", [1], [3L]).Initializer("half", [], [0.5f])
            .Initializer("rows", [3, columns], [.. Enumerable.Range(0, 3).SelectMany(i => rows[(i * 6)..((i * 6) + columns)])])
            .Node("Reshape", ["means", "three"], ["channels"]).Node("Greater", ["channels", "half"], ["bright"])
            .Node("Compress", ["rows", "bright"], ["dets"], ("axis", 0L));
        var model = (open == "n" ? builder.Output("dets", "n", columns) : builder.Output("dets", "n", "m")).Build();
        var package = _folder.Folder("chooser/1");
        File.WriteAllBytes(Path.Combine(package, "model.onnx"), model);
        File.WriteAllText(Path.Combine(package, "model.json"), new JsonObject
        {
            ["name"] = "chooser", ["version"] = 1, ["task"] = "object-detection", ["labels"] = new JsonArray("red", "green", "blue"),
            ["input"] = JsonNode.Parse("""{ "tensor": "pixels", "kind": "image", "width": 8, "height": 8, "resize": "stretch", "color": "rgb", "scale": 0.00392156862745098, "mean": 0, "std": 1 }"""),
            ["output"] = JsonNode.Parse("""{ "tensor": "dets", "format": "boxes-nms", "activation": "none", "minScore": 0.3, "columns": ["box", "score", "class"] }"""),
            ["variants"] = new JsonObject { ["full"] = new JsonObject { ["file"] = "model.onnx", ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(model)) } },
        }.ToJsonString());
        return package;
    }

    [Fact]
    public async Task Replay_DamagedImage_IsRefusedOrLeftOut()
    {
        Need();
        var images = _folder.Folder("field");
        Image(Path.Combine(images, "a.png"), 40, 30, 250, 0, 0);
        var whole = File.ReadAllBytes(Path.Combine(images, "a.png"));
        File.WriteAllBytes(Path.Combine(images, "b.png"), whole[..^10]);
        Image(Path.Combine(images, "c.png"), 40, 30, 0, 0, 250);

        (await AgentProcess.RunAsync("replay", images, "--model", _package)).Refuses(42, "b.png", "cut short");
        var result = await AgentProcess.RunAsync("replay", images, "--model", _package, "--keep-going");

        result.Exits(42);
        Assert.Equal(2, result.Output.Count(line => line.Contains("\"detections\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Replay_FolderWithoutImages_SaysWhatIsLookedFor()
    {
        var empty = _folder.Folder("empty");
        (await AgentProcess.RunAsync("replay", empty, "--model", _package)).Refuses(42, "empty", ".tiff");
    }

    private static void Need()
    {
        var missing = OpenCvLibrary.WhyMissing();
        Assert.SkipWhen(missing is not null, missing ?? "");
        Assert.SkipUnless(File.Exists("/usr/bin/ffmpeg"), "needs ffmpeg");
    }

    private static void Image(string path, int width, int height, byte red, byte green, byte blue)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < pixels.Length; i += 3) (pixels[i], pixels[i + 1], pixels[i + 2]) = (blue, green, red);
        using var encoder = new ImageFileEncoder();
        var isJpeg = path.EndsWith(".jpg", StringComparison.Ordinal);
        File.WriteAllBytes(path, encoder.Encode(pixels, width, height, width * 3, ImagePixels.Bgr24, isJpeg ? ImageEncoding.Jpeg : ImageEncoding.Png, isJpeg ? 95 : 3).ToArray());
    }

    private static void Ffmpeg(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/ffmpeg", "-nostdin -loglevel error -y " + arguments))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
