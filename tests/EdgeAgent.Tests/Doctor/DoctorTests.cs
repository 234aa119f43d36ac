using System.Text.Json.Nodes;
using EdgeAgent.TestKit.Mqtt;
using EdgeAgent.Tests.Functional;

namespace EdgeAgent.Tests.Doctor;

/// <summary>The real command on this machine, with a real broker and real certificates.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly Sea _sea = new();

    [Fact]
    public async Task Doctor_BoxThatWorks_LooksAtEverythingAndChangesNothing()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions());
        var config = LiveConfiguration.WriteMqtt(_sea, new JsonObject { ["Servers"] = new JsonArray($"mqtt://{RealBroker.Host}:{broker.Port}") }, new LivePipelineText("reef", _sea.Folder["hydrophone.fifo"], "pipe", Model: "humpback"));
        Directory.CreateDirectory(_sea.Folder["state"]);
        var before = Content();

        var (code, checks) = await RunAsync(config, Path.Combine(Repository.Root, "models/repository"));

        Assert.Equal(before, Content());
        Assert.True(code == 0, string.Join('\n', checks.Where(c => c.State == "fail")));
        foreach (var name in new[] { "configuration", "library onnxruntime", "library sndfile", "library soxr", "library mosquitto", "library sqlite", "library crypto", "provider", "model humpback:latest", "disk speed", "disk space", "state directory", $"broker mqtt://{RealBroker.Host}:{broker.Port}" })
            Assert.Contains(checks, c => c.Name == name && c.State is "ok" or "warn");
        foreach (var name in new[] { "library opencv", "sound cards", "cameras", "clock", "battery clock", "temperature", "disk kind", "disk writes", "service", "device groups", "control socket" })
            Assert.Contains(checks, c => c.Name == name);
        Assert.All(checks, c => Assert.True(c.State is "ok" or "skip" || c.Remedy is { Length: > 0 }, $"{c.Name} says nothing of what to do"));
    }

    [Fact]
    public async Task Doctor_ConfigurationThatCannotBeUsed_LooksAtTheMachineAllTheSame()
    {
        var config = _sea.Folder.Write("agent.json", """{ "Agent": { "StopDeadlineSeconds": "soon" }, "Pipelines": [ { "Name": "a" } ] }"""u8.ToArray());

        var (code, checks) = await RunAsync(config);

        Assert.Equal(78, code);
        Assert.Contains("Agent:StopDeadlineSeconds", checks.Single(c => c.Name == "configuration").Seen, StringComparison.Ordinal);
        Assert.Contains(checks, c => c is { Name: "library sqlite", State: "ok" });
    }

    [Fact]
    public async Task Doctor_BrokerAwayAndModelRuined_FailsAndSaysWhatToDo()
    {
        var model = Directory.EnumerateFiles(_sea.Repository, "*.onnx", SearchOption.AllDirectories).First();
        File.WriteAllBytes(model, File.ReadAllBytes(model)[..^1]);
        var config = LiveConfiguration.WriteMqtt(_sea, new JsonObject { ["Servers"] = new JsonArray("mqtt://127.0.0.1:1") }, new LivePipelineText("reef", _sea.ShortSong()));

        var (code, checks) = await RunAsync(config);

        Assert.Equal(1, code);
        Assert.Contains("Nothing listens at 127.0.0.1:1", checks.Single(c => c.Name == "broker mqtt://127.0.0.1:1").Seen, StringComparison.Ordinal);
        Assert.Equal("fail", checks.Single(c => c.Name == "model energy:latest").State);
        Assert.Equal("fail", checks.Single(c => c.Name == "provider").State);
    }

    [Fact]
    public async Task Doctor_Certificates_AreLookedInto()
    {
        var set = await AgentProcess.RunAsync(new AgentStart
        {
            Arguments = ["setup", "--yes", "--name", "buoy", "--source", "synthetic", "--remote", "localhost", "--out", _sea.Folder["etc/a.json"]],
            Environment = new Dictionary<string, string> { ["EDGEAGENT__Models__Repository"] = _sea.Repository },
        });
        set.Exits(0);

        var (_, good) = await RunAsync(_sea.Folder["etc/a.json"]);
        Assert.Equal("ok", good.Single(c => c.Name == "certificate Control:CertificateFile").State);
        Assert.Equal("ok", good.Single(c => c.Name == "certificate Control:ClientCaFile").State);

        File.Copy(_sea.Folder["etc/pki/operator.key"], _sea.Folder["etc/pki/buoy.key"], overwrite: true);
        var (code, bad) = await RunAsync(_sea.Folder["etc/a.json"]);
        Assert.Equal(1, code);
        Assert.Contains("is not the key of", bad.Single(c => c.Name == "certificate Control:CertificateFile").Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_NoGpu_SaysThatNothingWasCompared()
    {
        Assert.SkipWhen(File.Exists("/dev/nvidia0"), "there is a GPU here");

        var (_, checks) = await RunAsync(LiveConfiguration.Write(_sea, new LivePipelineText("reef", _sea.ShortSong())), null, "--gpu");

        Assert.Contains("no GPU is here", checks.Single(c => c.Name == "gpu").Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_Piped_IsPlainText()
    {
        var result = await AgentProcess.RunAsync("doctor", "--config", LiveConfiguration.Write(_sea, new LivePipelineText("reef", _sea.ShortSong())));

        Assert.DoesNotContain(result.Output, line => line.Contains('\e', StringComparison.Ordinal));
        Assert.Contains(result.Output, line => line.StartsWith("ok    library soxr", StringComparison.Ordinal));
        Assert.Matches(@"^\d+ ok, \d+ warnings?, \d+ failures?, \d+ with nothing to look at$", result.Output[^1]);
    }

    public void Dispose() => _sea.Dispose();

    private string[] Content() => [.. _sea.Folder.Content("").Select(file => $"{file} {(File.Exists(_sea.Folder[file]) ? File.GetLastWriteTimeUtc(_sea.Folder[file]).Ticks : 0)}")];

    private async Task<(int Code, IReadOnlyList<Found> Checks)> RunAsync(string config, string? repository = null, params string[] more)
    {
        var result = await AgentProcess.RunAsync(new AgentStart { Arguments = ["doctor", "--json", "--config", config, .. more], Environment = new Dictionary<string, string> { ["EDGEAGENT__Models__Repository"] = repository ?? _sea.Repository } });
        var checks = JsonNode.Parse(string.Join('\n', result.Output))!["checks"]!.AsArray();
        return (result.ExitCode, [.. checks.Select(c => new Found((string)c!["check"]!, (string)c["state"]!, (string)c["seen"]!, (string?)c["remedy"]))]);
    }

    private sealed record Found(string Name, string State, string Seen, string? Remedy);
}
