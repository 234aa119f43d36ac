using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeAgent.Interop.OpenCv;

namespace EdgeAgent.Tests.Functional;

/// <summary>A camera that speaks RTSP: GStreamer's server in a process of its own, read by ffmpeg.</summary>
public sealed class RtspTests : IDisposable
{
    private readonly Camera _camera = new();

    public void Dispose() => _camera.Dispose();

    [Fact]
    public async Task Run_ObjectsThatCrossOverRtsp_AreOneEventEachAndAreShown()
    {
        var missing = OpenCvLibrary.WhyMissing();
        Assert.SkipWhen(missing is not null, missing ?? "");
        Assert.SkipUnless(File.Exists("/usr/bin/ffmpeg"), "needs ffmpeg");
        using var server = await ServeAsync(_camera.Raw("crossing.raw", _camera.Scene.Crossing(80, 40)));
        var url = $"rtsp://viewer:secret@127.0.0.1:{server.Port}/live";
        // The camera's own size; a stall ends it where its video ends.
        var source = new JsonObject { ["Kind"] = "ffmpeg", ["Name"] = "camera", ["Url"] = url, ["FramesPerSecond"] = Camera.Rate, ["Watchdog"] = new JsonObject { ["RateTolerance"] = 0, ["StallSeconds"] = 10 } };
        using var agent = Camera.Run(_camera.Configure(source, Camera.Patient()));
        await agent.OutputLineAsync("\"kind\":\"gap\"");
        agent.Signal("TERM");
        var result = (await agent.EndAsync()).Exits(0);

        var events = AgentEvents.Parse(result.Output).Where(e => e["state"] is not null).ToArray();
        var stream = events[0]["stream"]!["id"]!.ToString();
        var first = events.Where(e => e["stream"]!["id"]!.ToString() == stream).ToArray();
        Assert.Equal(["blue", "red"], first.Where(e => (string?)e["state"] == "open").Select(e => (string)e["label"]!).Order(StringComparer.Ordinal));
        foreach (var (label, isRed) in new[] { ("red", true), ("blue", false) })
        {
            var closed = Assert.Single(first, e => (string?)e["state"] == "close" && (string?)e["label"] == label);
            var path = closed["track"]!["path"]!.AsArray();
            Assert.True(Math.Abs((double)path[^1]!["x"]! - (double)path[0]!["x"]!) > 150, closed.ToJsonString());
            var crop = closed["media"]!.AsArray().Single(m => (string?)m!["kind"] == "crop")!;
            using var decoder = new ImageFileDecoder();
            Assert.True(decoder.TryDecode(File.ReadAllBytes(Path.Combine(_camera.Evidence, (string)crop["path"]!)), ImageDecodeOptions.Default, out var image, out _));
            var middle = (image.Height / 2 * image.Stride) + (image.Width / 2 * 3);
            var (blue, red) = (image.Data[middle], image.Data[middle + 2]);
            Assert.True(isRed ? red > 180 && blue < 90 : blue > 180 && red < 90, $"{label}: {red} {blue}");
        }

        Assert.DoesNotContain(result.Output.Concat(result.Error), line => line.Contains("secret", StringComparison.Ordinal));
    }

    private static async Task<Server> ServeAsync(string raw)
    {
        const string python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(python), "needs /usr/bin/python3 with python3-gi and gir1.2-gst-rtsp-server-1.0");
        var script = Path.Combine(Repository.Root, "tests/EdgeAgent.Tests/Functional/rtsp_camera.py");
        var process = Process.Start(new ProcessStartInfo(python, [script, raw, $"{Camera.Width}", $"{Camera.Height}", $"{Camera.Rate}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var port = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(AgentProcess.Patience, TestContext.Current.CancellationToken);
        if (port is not null) return new Server(process, int.Parse(port, CultureInfo.InvariantCulture));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(process.ExitCode == 77, $"needs python3-gi, gir1.2-gst-rtsp-server-1.0 and gstreamer1.0-plugins-ugly: {error.Trim()}");
        throw new InvalidOperationException(error);
    }

    private sealed class Server(Process process, int port) : IDisposable
    {
        public int Port => port;

        public void Dispose()
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
        }
    }
}
