using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional;

/// <summary>The daemon with cameras behind it: events of objects that move, and what is wrong with what cameras give.</summary>
public sealed class LiveFrameTests : IDisposable
{
    private readonly Camera _camera = new();

    public void Dispose() => _camera.Dispose();

    [Fact]
    public async Task Run_RawFramesOfACommand_OneEventAnObjectWhosePictureShowsIt()
    {
        Need();
        var raw = _camera.Raw("crossing.raw", _camera.Scene.Crossing(80, 40));
        using var agent = Camera.Run(_camera.Configure(Camera.Frames("command", ("Command", Camera.Paced(raw)), ("Watchdog", new JsonObject { ["RateTolerance"] = 0, ["StallSeconds"] = 2 })), Camera.Patient()));
        await agent.OutputLineAsync("\"source-stalled\"");
        var status = await ControlProcess.RunAsync("status", "--target", $"unix:{_camera.Socket}");
        agent.Signal("TERM");
        var result = (await agent.EndAsync()).Exits(0);

        // What is opened again after the stall plays from its start.
        var all = AgentEvents.Parse(result.Output).Where(e => e["state"] is not null).ToArray();
        var events = all.Where(e => e["stream"]!["id"]!.ToString() == all[0]["stream"]!["id"]!.ToString()).ToArray();
        Assert.Equal(["blue", "red"], events.Where(e => (string?)e["state"] == "open").Select(e => (string)e["label"]!).Order(StringComparer.Ordinal));
        Assert.Contains(status.Output, line => line.Contains(" frames, ", StringComparison.Ordinal));
        var closed = events.Where(e => (string?)e["state"] == "close").ToArray();
        Assert.Equal(2, closed.Length);
        Assert.All(closed, e => Assert.Equal("gap", (string?)e["reason"]));
        var red = closed.Single(e => (string?)e["label"] == "red");
        Assert.True((double)red["box"]!["x"]! > 200, red.ToJsonString());
        Assert.True((double)red["track"]!["path"]![0]!["x"]! < 120, red.ToJsonString());
        Assert.True((bool?)red["clock"]!["synchronized"] is not null);
        // The hash is that of the file, which shows the object.
        var crop = red["media"]!.AsArray().Single(m => (string?)m!["kind"] == "crop")!;
        var bytes = File.ReadAllBytes(Path.Combine(_camera.Evidence, (string)crop["path"]!));
        Assert.Equal((string)crop["sha256"]!, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        using var decoder = new ImageFileDecoder();
        Assert.True(decoder.TryDecode(bytes, ImageDecodeOptions.Default, out var image, out _));
        var middle = (image.Height / 2 * image.Stride) + (image.Width / 2 * 3);
        Assert.True(image.Data[middle + 2] > 200 && image.Data[middle] < 60);

        Assert.Contains("gate: looks at command sh with blobs 1", string.Join('\n', result.Error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_VideoFile_GivesTheEventsOfReplay()
    {
        Need();
        var video = _camera.Video("crossing.mkv", _camera.Raw("crossing.raw", _camera.Scene.Crossing(50, 40)));
        var configuration = _camera.Configure(new JsonObject { ["Kind"] = "file", ["Path"] = video }, new JsonObject { ["RateLimit"] = 5, ["Zones"] = new JsonArray(new JsonObject { ["Name"] = "right", ["Area"] = "0.5,0, 1,0, 1,1, 0.5,1" }) });

        var live = (await AgentProcess.RunAsync("run", "--json", "--config", configuration)).Exits(0);
        var replayed = (await AgentProcess.RunAsync("replay", video, "--config", configuration, "--pipeline", "gate", "--out", _camera.Folder["results"], "--format", "ndjson,csv")).Exits(0);

        var of = Comparable(File.ReadLines(_camera.Folder["results/events.ndjson"]));
        Assert.Equal(of, Comparable(live.Output));
        Assert.Equal(2, of.Count(line => line.StartsWith("close", StringComparison.Ordinal)));
        // 25 of 50 frames.
        Assert.Equal(25, File.ReadLines(_camera.Folder["results/detections.ndjson"]).Count());
        Assert.Equal(3, File.ReadLines(_camera.Folder["results/events.csv"]).Count());
        Assert.Contains("2 events", string.Join('\n', replayed.Error), StringComparison.Ordinal);

        static string[] Comparable(IEnumerable<string> lines) =>
            [.. AgentEvents.Parse(lines).Where(e => e["state"] is not null).Select(e => $"{e["state"]} {e["label"]} {e["revision"]} {e.First()} {e.Last()} {e["score"]!.ToJsonString()} {e["box"]!.ToJsonString()} {e["track"]!.ToJsonString()} {e["config"]}")];
    }

    [Fact]
    public async Task Run_FolderWithBadImages_DeclaresThemAndLooksAtTheOthers()
    {
        Need();
        var folder = _camera.Folder.Folder("card");
        for (var i = 0; i < 6; i++) File.WriteAllBytes(Path.Combine(folder, $"a{i}.png"), Image(_camera.Scene.Draw((160, 120, 40, true)), ImageEncoding.Png));
        var jpeg = Image(_camera.Scene.Draw((160, 120, 40, true)), ImageEncoding.Jpeg);
        File.WriteAllText(Path.Combine(folder, "b0.jpg"), "no image at all");
        File.WriteAllBytes(Path.Combine(folder, "b1.jpg"), jpeg[..(jpeg.Length / 2)]);
        File.WriteAllBytes(Path.Combine(folder, "b2.png"), HugePng());
        File.WriteAllBytes(Path.Combine(folder, "b3.webp"), [.. "RIFF"u8, 22, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0x02, 0, 0, 0, 9, 0, 0, 9, 0, 0]);
        File.WriteAllBytes(Path.Combine(folder, "b4.tif"), []);
        File.WriteAllBytes(Path.Combine(folder, "c0.png"), OnePixel());
        for (var i = 0; i < 6; i++) File.WriteAllBytes(Path.Combine(folder, $"d{i}.jpg"), jpeg);
        using var agent = Camera.Run(_camera.Configure(new JsonObject { ["Kind"] = "directory", ["Path"] = folder, ["SettleSeconds"] = 0.2, ["Name"] = "card" }));
        await agent.OutputLineAsync("picture-size");
        await Until.HoldsAsync(async () => (await Frames())["analysed"] == "13");
        var figures = await Frames();
        agent.Signal("TERM");
        var result = (await agent.EndAsync()).Exits(0);

        var gaps = AgentEvents.Gaps(result.Output);
        Assert.Equal(5, gaps.Count);
        Assert.All(gaps, g => Assert.Equal("unreadable", (string?)g["cause"]));
        string[] names = ["b0.jpg", "b1.jpg", "b2.png", "b3.webp", "b4.tif"];
        foreach (var (gap, name) in gaps.Zip(names)) Assert.Contains(name, (string)gap["detail"]!, StringComparison.Ordinal);
        Assert.Contains("20000×20000", (string)gaps[2]["detail"]!, StringComparison.Ordinal);
        // The small one ended the first object's event, and what comes behind it is another.
        var closed = AgentEvents.Closed(result.Output);
        Assert.Equal(["picture-size", "end-of-input"], closed.Select(e => (string?)e["reason"]));
        Assert.Equal(("13", "5", "2"), (figures["received"], figures["damaged"], figures["sizeChanges"]));

        // A second start looks at nothing again.
        using var again = Camera.Run(Path.Combine(_camera.Folder.Path, "agent.json"));
        await again.ErrorLineAsync("gate: looks at");
        again.Signal("TERM");
        Assert.DoesNotContain((await again.EndAsync()).Exits(0).Output, line => line.Contains("\"state\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_FramesOfAnotherFormatThanSaid_IsAGapAndGoesOn()
    {
        Need();
        var jpegs = _camera.Raw("camera.mjpeg", Enumerable.Repeat(Image(_camera.Scene.Draw((160, 120, 40, true)), ImageEncoding.Jpeg), 200));
        var raw = _camera.Raw("good.raw", Enumerable.Repeat(_camera.Scene.Draw((160, 120, 40, true)), 40));
        // JPEG where raw frames are said, at the first start; then what was said.
        var command = new JsonArray("sh", "-c", "if [ ! -e \"$1.once\" ]; then : > \"$1.once\"; cat \"$1\"; else cat \"$2\"; exec sleep 1000; fi", "sh", jpegs, raw);
        using var agent = Camera.Run(_camera.Configure(Camera.Frames("command", ("Command", command))));
        await agent.OutputLineAsync("\"state\":\"open\"");
        agent.Signal("TERM");
        var result = (await agent.EndAsync()).Exits(0);

        Assert.True(AgentEvents.Gaps(result.Output).Exists(g => ((string)g["detail"]!).Contains("begins with a JPEG", StringComparison.Ordinal)), string.Join('\n', result.Output));
    }

    [Fact]
    public async Task Run_CommandThatWritesY4m_SaysItsSizeItself()
    {
        Need();
        var raw = _camera.Raw("still.raw", Enumerable.Repeat(_camera.Scene.Draw((160, 120, 40, true)), 30));
        Camera.Ffmpeg("-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", $"{Camera.Width}x{Camera.Height}", "-framerate", "10", "-i", raw, "-pix_fmt", "yuv420p", "-f", "yuv4mpegpipe", _camera.Folder["still.y4m"]);
        var source = new JsonObject { ["Kind"] = "command", ["Command"] = new JsonArray("sh", "-c", "cat \"$1\"; exec sleep 1000", "sh", _camera.Folder["still.y4m"]), ["PixelFormat"] = "y4m", ["FramesPerSecond"] = 10 };
        using var agent = Camera.Run(_camera.Configure(source));
        var opened = AgentEvents.Parse([await agent.OutputLineAsync("\"state\":\"open\"")])[0];
        agent.Signal("TERM");
        (await agent.EndAsync()).Exits(0);

        Assert.Equal((320, 240), ((int)opened["track"]!["imageWidth"]!, (int)opened["track"]!["imageHeight"]!));
    }

    [Fact]
    public async Task Run_ModelWhoseOutputsAreNoNumbers_IsToldAndCountedAndLives()
    {
        Need();
        var model = new OnnxModelBuilder()
            .Input("images", 1, 3, 12, 16).Initializer("nan", [], [float.NaN]).Initializer("shape", [3], [1L, 6L, 96L])
            .Mul("images", "nan", "none").Node("Reshape", ["none", "shape"], ["output0"]).Output("output0", 1, 6, 96);
        BlobPackage.Write(_camera.Repository, "broken", model.Build(), m => (m["input"]!["width"], m["input"]!["height"]) = (16, 12));
        var raw = _camera.Raw("still.raw", Enumerable.Repeat(_camera.Scene.Draw((160, 120, 40, true)), 30));
        using var agent = Camera.Run(_camera.Configure(Camera.Frames("command", ("Command", Camera.Paced(raw, 3))), model: "broken"));
        var note = await agent.ErrorLineAsync("can't be trusted");
        await Until.HoldsAsync(async () => (await Frames())["faulty"].Length > 1);
        agent.Signal("TERM");
        var result = (await agent.EndAsync()).Exits(0);

        Assert.Contains("gate: the model's outputs can't be trusted", note, StringComparison.Ordinal);
        Assert.Single(result.Error, line => line.Contains("can't be trusted", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Output, line => line.Contains("\"state\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_CameraThatGoesBlack_IsTold()
    {
        Need();
        var raw = _camera.Raw("dark.raw", Enumerable.Repeat(_camera.Scene.Draw((160, 120, 40, true)), 30).Concat(Enumerable.Repeat(new byte[Camera.Width * Camera.Height * 3], 120)));
        using var agent = Camera.Run(_camera.Configure(Camera.Frames("command", ("Command", Camera.Paced(raw, 4)))));
        var note = await agent.ErrorLineAsync("the picture is black");
        var status = await ControlProcess.RunAsync("status", "--target", $"unix:{_camera.Socket}");
        agent.Signal("TERM");
        (await agent.EndAsync()).Exits(0);

        Assert.StartsWith("gate: ", note, StringComparison.Ordinal);
        Assert.Contains(status.Output, line => line.Contains("gate", StringComparison.Ordinal) && line.Contains("black", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_ModelThatListensWithACamera_SaysWhatToDo()
    {
        EnergyPackage.Write(_camera.Repository);
        (await AgentProcess.RunAsync("validate", "--config", _camera.Configure(Camera.Frames("command", ("Command", new JsonArray("camera"))), model: "energy"))).Refuses(78, "gives frames, but its models listen");
    }

    [Fact]
    public async Task Validate_WrongZonesAndLabels_NamesEachWithItsRemedy()
    {
        var frames = new JsonObject
        {
            ["Zones"] = new JsonArray(new JsonObject { ["Name"] = "gate", ["Area"] = "0,0, 1,0, 1,1", ["Labels"] = "rad" }),
            ["Labels"] = new JsonArray(new JsonObject { ["Label"] = "green" }),
        };
        (await AgentProcess.RunAsync("validate", "--config", _camera.Configure(Camera.Frames("command", ("Command", new JsonArray("camera"))), frames))).Exits(78).Notes("has no label 'rad', only red, blue; did you mean \"red\"?").Notes("has no label 'green'");
        frames = new JsonObject { ["Masks"] = new JsonArray("0,0, 1,0"), ["Zones"] = new JsonArray(new JsonObject { ["Name"] = "gate", ["Area"] = "0,0, 1,0, 1,2" }) };
        (await AgentProcess.RunAsync("validate", "--config", _camera.Configure(Camera.Frames("command", ("Command", new JsonArray("camera"))), frames))).Exits(78).Notes("Pipelines:0:Frames:Masks: a polygon has x and y of at least 3 corners").Notes("Frames:Zones:0:Area: the corner");
    }

    private static void Need()
    {
        var missing = OpenCvLibrary.WhyMissing();
        Assert.SkipWhen(missing is not null, missing ?? "");
        Assert.SkipUnless(File.Exists("/usr/bin/ffmpeg"), "needs ffmpeg");
    }

    private async Task<Dictionary<string, string>> Frames()
    {
        var status = await ControlProcess.RunAsync("status", "--json", "--target", $"unix:{_camera.Socket}");
        var frames = status.ExitCode == 0 ? JsonNode.Parse(string.Join('\n', status.Output))!["pipelines"]?[0]?["frames"]?.AsObject() : null;
        return new(StringComparer.Ordinal)
        {
            ["received"] = Text("received"), ["analysed"] = Text("analysed"), ["damaged"] = Text("damaged"), ["faulty"] = Text("faulty"), ["sizeChanges"] = Text("sizeChanges"),
        };

        string Text(string name) => frames?[name]?.ToString() ?? "0";
    }

    private static byte[] Image(byte[] rgb, ImageEncoding encoding)
    {
        var bgr = new byte[rgb.Length];
        for (var i = 0; i < rgb.Length; i += 3) (bgr[i], bgr[i + 1], bgr[i + 2]) = (rgb[i + 2], rgb[i + 1], rgb[i]);
        using var encoder = new ImageFileEncoder();
        return encoder.Encode(bgr, Camera.Width, Camera.Height, Camera.Width * 3, ImagePixels.Bgr24, encoding, encoding == ImageEncoding.Png ? 3 : 95).ToArray();
    }

    private static byte[] OnePixel()
    {
        using var encoder = new ImageFileEncoder();
        return encoder.Encode([1, 2, 3], 1, 1, 3, ImagePixels.Bgr24, ImageEncoding.Png, 3).ToArray();
    }

    // A whole header that promises 20000 × 20000 pixels, and nothing behind it.
    private static byte[] HugePng()
    {
        var png = OnePixel();
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 20_000);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 20_000);
        return png;
    }
}
