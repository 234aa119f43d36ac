using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Control.V1;
using EdgeAgent.Rpc.Client;
using Google.Protobuf;
using Grpc.Core;

namespace EdgeAgent.Tests.Functional.Models;

/// <summary>A real agent that listens with a <see cref="QuickModels"/> version, and the real edgectl that changes it.</summary>
internal static class QuickAgent
{
    /// <summary>Starts it, and comes back when it listens.</summary>
    /// <param name="sea">Its folder.</param>
    /// <param name="song">What it listens to, again and again.</param>
    /// <param name="broker">Port of its broker; null for none.</param>
    /// <param name="pipelines">Names of its pipelines.</param>
    /// <param name="arguments">More of its command line.</param>
    public static async Task<AgentProcess> StartAsync(Sea sea, string song, int? broker = null, string[]? pipelines = null, params string[] arguments)
    {
        var names = pipelines ?? ["reef"];
        var mqtt = broker is { } port ? new JsonObject { ["Servers"] = new JsonArray($"mqtt://127.0.0.1:{port}") } : new JsonObject { ["Embedded"] = false };
        var config = LiveConfiguration.WriteMqtt(sea, mqtt, [.. names.Select(name => new LivePipelineText(name, song, Loop: true))]);
        var agent = AgentProcess.Start(new AgentStart { Arguments = ["run", "--config", config, "--set", $"Control:Socket={sea.Folder["control.sock"]}", .. arguments] });
        await agent.ErrorLineAsync("Driven from outside");
        foreach (var name in names) await agent.ErrorLineAsync($"{name}: listens to");
        return agent;
    }

    /// <summary><c>edgectl models …</c></summary>
    public static Task<AgentResult> ModelsAsync(Sea sea, params string[] arguments) => ControlProcess.RunAsync(["models", .. arguments, "--target", $"unix:{sea.Folder["control.sock"]}"]);

    /// <summary>Sends an archive over gRPC.</summary>
    public static async Task<PushResponse> PushAsync(Sea sea, string archive)
    {
        using var channel = RpcChannel.ForAddress($"unix:{sea.Folder["control.sock"]}", new RpcChannelOptions(), TimeProvider.System);
        var client = new ModelService.ModelServiceClient(channel);
        var bytes = await File.ReadAllBytesAsync(archive, TestContext.Current.CancellationToken);
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
        await client.OpenUploadAsync(new OpenUploadRequest { Digest = digest, Size = bytes.Length }, new CallOptions());
        using var push = client.Push(new CallOptions());
        await push.RequestStream.WriteAsync(new PushRequest { Header = new PushHeader { Digest = digest } });
        await push.RequestStream.WriteAsync(new PushRequest { Chunk = ByteString.CopyFrom(bytes) });
        await push.RequestStream.CompleteAsync();
        return await push.ResponseAsync;
    }

    /// <summary>The version that a reference means.</summary>
    public static async Task<int> VersionAsync(Sea sea, string reference) =>
        JsonDocument.Parse(Assert.Single((await ModelsAsync(sea, "inspect", reference, "--json")).Exits(0).Output)).RootElement.GetProperty("status").GetProperty("model").GetProperty("version").GetInt32();

    /// <summary>Waits for an event, also one that has been told already.</summary>
    /// <returns>Its place among the lines.</returns>
    public static async Task<int> EventAsync(this AgentProcess agent, Func<JsonObject, bool> isMeant, int after = 0)
    {
        using var patience = new CancellationTokenSource(AgentProcess.Patience);
        for (var next = after; ; next++)
        {
            await agent.OutputCountAsync(next + 1);
            patience.Token.ThrowIfCancellationRequested();
            if (JsonNode.Parse(agent.OutputLines[next])!.AsObject() is { } line && line.ContainsKey("model") && isMeant(line)) return next;
        }
    }

    /// <summary>Whether an event is of a pipeline and a version.</summary>
    public static bool Is(this JsonObject line, string pipeline, int version, string state = "open") =>
        ((string?)line["pipeline"], (int)line["model"]!["version"]!, (string?)line["state"]) == (pipeline, version, state);
}
