using System.Diagnostics;
using System.Text.Json.Nodes;
using EdgeAgent.TestKit.Onnx;
using EdgeAgent.TestKit.Video;

namespace EdgeAgent.Tests.Functional;

/// <summary>A box with a camera and the model that sees red and blue squares.</summary>
internal sealed class Camera : IDisposable
{
    public const int Width = 320, Height = 240, Rate = 10;

    public Camera() => BlobPackage.Write(Repository);

    public TemporaryFolder Folder { get; } = new();

    public string Repository => Folder["repository"];

    public string Evidence => Folder["state/evidence"];

    public string Socket => Folder["state/control.sock"];

    public Scene Scene { get; } = new(Width, Height);

    /// <summary>What raw frames of the scene are.</summary>
    public static JsonObject Frames(string kind, params ReadOnlySpan<(string Key, JsonNode Value)> more)
    {
        var source = new JsonObject
        {
            ["Kind"] = kind, ["Name"] = "camera", ["Width"] = Width, ["Height"] = Height, ["PixelFormat"] = "rgb24", ["FramesPerSecond"] = Rate,
            ["Watchdog"] = new JsonObject { ["RateTolerance"] = 0, ["RestartSeconds"] = 0.2 },
        };
        foreach (var (key, value) in more) source[key] = value;
        return source;
    }

    /// <summary>Objects may be out of sight for long: a machine that is busy with other tests loses frames.</summary>
    public static JsonObject Patient() => new() { ["Tracking"] = new JsonObject { ["MaxMissingSeconds"] = 6, ["MaxUnconfirmedMissingSeconds"] = 6 } };

    /// <summary>Writes a configuration with one pipeline, <c>gate</c>.</summary>
    public string Configure(JsonObject source, JsonObject? frames = null, string model = "blobs", JsonObject? mqtt = null)
    {
        var root = new JsonObject
        {
            ["Agent"] = new JsonObject { ["Name"] = "test-box", ["StopDeadlineSeconds"] = 60, ["StateDirectory"] = Folder["state"] },
            ["Mqtt"] = mqtt ?? new JsonObject { ["Embedded"] = false },
            ["Control"] = new JsonObject { [nameof(Socket)] = Socket },
            ["Models"] = new JsonObject { [nameof(Repository)] = Repository },
            ["Pipelines"] = new JsonArray(new JsonObject
            {
                ["Name"] = "gate", ["Source"] = source, ["Models"] = new JsonArray(new JsonObject { ["Name"] = model }), ["Frames"] = frames ?? [],
            }),
        };
        return Folder.Write("agent.json", System.Text.Encoding.UTF8.GetBytes(root.ToJsonString()));
    }

    public static AgentProcess Run(string configuration) => AgentProcess.Start(new AgentStart { Arguments = ["run", "--json", "--config", configuration] });

    /// <summary>Frames one after the other in a file.</summary>
    public string Raw(string name, IEnumerable<byte[]> frames)
    {
        using (var file = File.Create(Folder[name]))
            foreach (var frame in frames) file.Write(frame);
        return Folder[name];
    }

    /// <summary>A command that writes raw frames of a file at a pace, and then hangs.</summary>
    public static JsonArray Paced(string raw, double speed = 1) => new("sh", "-c",
        FormattableString.Invariant($"ffmpeg -nostdin -loglevel error -f rawvideo -pixel_format rgb24 -video_size {Width}x{Height} -framerate {Rate} -readrate {speed} -i \"$1\" -f rawvideo -pix_fmt rgb24 -; exec sleep 1000"), "sh", raw);

    /// <summary>Makes a file with ffmpeg; skips the test where there is none.</summary>
    public static void Ffmpeg(params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ffmpeg"), "needs ffmpeg");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/ffmpeg", ["-nostdin", "-loglevel", "error", "-y", .. arguments]))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>A file's frames as a video without loss.</summary>
    public string Video(string name, string raw)
    {
        Ffmpeg("-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", $"{Width}x{Height}", "-framerate", $"{Rate}", "-i", raw, "-pix_fmt", "yuv420p", "-c:v", "ffv1", Folder[name]);
        return Folder[name];
    }

    public void Dispose() => Folder.Dispose();
}
