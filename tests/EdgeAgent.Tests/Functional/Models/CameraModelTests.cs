using System.Text.Json.Nodes;
using EdgeAgent.Control.V1;
using EdgeAgent.Models.Archive;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional.Models;

/// <summary>A camera's model that is changed while it looks, with the real agent and the real edgectl.</summary>
public sealed class CameraModelTests
{
    private const string Endless = "exec ffmpeg -nostdin -loglevel error -stream_loop -1 -f rawvideo -pixel_format rgb24 -video_size 320x240 -framerate 10 -readrate 1 -i \"$1\" -f rawvideo -pix_fmt rgb24 -";

    [Fact]
    public async Task Activate_AnotherVersionOfACamerasModel_LooksFromTheNextFrameOnAndOneThatFailsGoesBack()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ffmpeg"), "needs ffmpeg");
        using var camera = new Camera();
        var raw = camera.Raw("crossing.raw", camera.Scene.Crossing(100, 40));
        using var agent = Camera.Run(camera.Configure(Camera.Frames("command", ("Command", new JsonArray("sh", "-c", Endless, "sh", raw))), Camera.Patient()));
        await agent.EventAsync(e => e.Is("gate", 1));

        Assert.Equal(ModelState.Verified, (await QuickAgent.PushAsync(camera.Socket, Pack(camera, 2, fails: false))).State);
        (await ModelsAsync(camera, "activate", "blobs:2", "--probation-minutes", "0.05", "--wait")).Exits(0);
        var taken = await agent.EventAsync(e => e.Is("gate", 2));

        // What was there goes on: the event before is closed by the change, and the new one names it.
        var before = AgentEvents.Closed(agent.OutputLines.Take(taken)).Where(e => (string?)e["reason"] == "model-swap").ToArray();
        var first = AgentEvents.Parse([agent.OutputLines[taken]])[0];
        Assert.Contains(before, e => e.Id() == (string?)first["continues"] && (int)e["track"]!["id"]! == (int)first["track"]!["id"]! && e.Last() <= first.First());

        Assert.Equal(ModelState.Verified, (await QuickAgent.PushAsync(camera.Socket, Pack(camera, 3, fails: true))).State);
        var tried = (await ModelsAsync(camera, "activate", "blobs:3", "--probation-minutes", "0.5", "--wait")).Exits(1);
        Assert.Contains(tried.Output, line => line.Contains("rolled-back: its session broke", StringComparison.Ordinal));
        var now = agent.OutputLines.Count;
        await agent.EventAsync(e => e.Is("gate", 2, "update") || e.Is("gate", 2), now);
        var all = (await RemoteControlTests.StopAsync(agent)).Output;

        Assert.DoesNotContain(AgentEvents.Parse(all).Where(e => e.ContainsKey("model")), e => (int)e["model"]!["version"]! == 3);
        Assert.Equal(["activated 1 2", "activated 2 3", "failed 3 2"], AgentEvents.Parse(all).Select(e => e["swap"]).OfType<JsonNode>().Select(s => $"{s["cause"]} {s["from"]!["version"]} {s["to"]!["version"]}"));
        Assert.DoesNotContain(AgentEvents.Gaps(all), gap => (string?)gap["cause"] is "model-swap" or "paused" or "restarted");
    }

    private static string Pack(Camera camera, int version, bool fails) =>
        PackageArchiveWriter.Pack(BlobPackage.Write(camera.Folder[$"draft-{version}"], model: BlobPackage.Model(fails).Build(), change: manifest => manifest["version"] = version), camera.Folder[$"blobs-{version}.tar.gz"]).File;

    private static Task<AgentResult> ModelsAsync(Camera camera, params string[] arguments) => ControlProcess.RunAsync(["models", .. arguments, "--target", $"unix:{camera.Socket}"]);
}
