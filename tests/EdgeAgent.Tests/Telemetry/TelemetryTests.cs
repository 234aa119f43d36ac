using System.Net;
using System.Net.Sockets;
using EdgeAgent.Tests.Functional;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Telemetry;

/// <summary>The real agent and a collector of its measurements and traces.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task Run_Collector_GetsMeasurementsAndTheTracesThatEventsCarry()
    {
        using var collector = new CollectorDouble();
        using var sea = new Sea();
        var headers = sea.Folder.Write("headers", "X-Token=s3cret\n"u8.ToArray());
        using var agent = Start(sea, "--set", $"Telemetry:OtlpEndpoint={collector.Address}", "--set", "Telemetry:OtlpProtocol=http", "--set", "Telemetry:OtlpSeconds=1", "--set", "Telemetry:TraceRatio=1",
            "--set", $"Telemetry:OtlpHeadersFile={headers}");
        await agent.OutputLineAsync("\"open\"");
        await Until.HoldsAsync(() => collector.Metrics.ContainsKey("edgeagent.window.latency") && collector.Spans.Any(s => s.Name == "aggregate"), "measurements and traces have come");
        agent.Signal("TERM");
        var result = (await agent.EndAsync()).Exits(0);

        Assert.Equal("{window}", collector.Metrics["edgeagent.windows"]);
        Assert.Equal("s", collector.Metrics["edgeagent.window.latency"]);
        Assert.Equal("By", collector.Metrics["edgeagent.memory.resident"]);
        Assert.Contains("edgeagent.outbox.pending", collector.Metrics.Keys);
        Assert.Contains("dotnet.gc.collections", collector.Metrics.Keys);
        Assert.Equal(["s3cret"], collector.Tokens.Keys);
        Assert.DoesNotContain(result.Error, line => line.Contains("s3cret", StringComparison.Ordinal));
        var window = collector.Spans.First(s => s.Name == "window");
        var parts = collector.Spans.Where(s => s.Trace == window.Trace && s.Parent == window.Id).ToArray();
        Assert.Equal(["aggregate", "features", "queue", "run"], parts.Select(p => p.Name).Order());
        Assert.All(parts, p => Assert.True(window.Start <= p.Start && p.Start <= p.End && p.End <= window.End, $"{p} lies in {window}"));
        // The event says which window made it.
        var trace = (string)AgentEvents.Parse(result.Output).First(e => (string?)e["state"] == "open")["traceparent"]!;
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-01$", trace);
        Assert.Contains(collector.Spans, s => s.Trace == trace[3..35] && s.Name == "window" && s.Parent == trace[36..52]);
    }

    [Fact]
    public async Task Run_CollectorThatNeverAnswers_CostsTheAgentNothing()
    {
        // Its queue of connections takes them; nobody ever reads.
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        deaf.Listen(16);
        using var sea = new Sea();
        var path = sea.Folder.Write("live.wav", WavWriter.Pcm16(SongMaker.Make(3, EnergyPackage.Rate, [(1, 3)]), EnergyPackage.Rate));

        var result = (await AgentProcess.RunAsync("run", "--config", LiveConfiguration.Write(sea, new LivePipelineText("reef", path)),
            "--set", $"Telemetry:OtlpEndpoint=http://127.0.0.1:{((IPEndPoint)deaf.LocalEndPoint!).Port}", "--set", "Telemetry:OtlpSeconds=1", "--set", "Telemetry:TraceRatio=1")).Exits(0);

        Assert.NotEmpty(AgentEvents.Closed(result.Output));
    }

    [Fact]
    public async Task Run_NoCollectorThere_SaysNothingOfItAndEndsAsEver()
    {
        using var sea = new Sea();
        var path = sea.Folder.Write("live.wav", WavWriter.Pcm16(SongMaker.Make(3, EnergyPackage.Rate, [(1, 3)]), EnergyPackage.Rate));

        var result = (await AgentProcess.RunAsync("run", "--config", LiveConfiguration.Write(sea, new LivePipelineText("reef", path)),
            "--set", "Telemetry:OtlpEndpoint=http://127.0.0.1:1", "--set", "Telemetry:OtlpSeconds=1")).Exits(0);

        Assert.NotEmpty(AgentEvents.Closed(result.Output));
        Assert.All(AgentEvents.Closed(result.Output), e => Assert.Null(e["traceparent"]));
    }

    [Theory]
    [InlineData("Telemetry:OtlpEndpoint=collector:4317", "Telemetry:OtlpEndpoint: 'collector:4317' is no http:// or https:// address")]
    [InlineData("Telemetry:OtlpEndpoint=http://u:secret@collector", "holds a password; put the header")]
    [InlineData("Telemetry:TraceRatio=0.5", "Telemetry:TraceRatio: is given, but there is no OtlpEndpoint to send traces to")]
    [InlineData("Telemetry:OtlpHeadersFile=/none", "/none is not there")]
    public async Task Validate_BadTelemetry_IsNamed(string setting, string sentence)
    {
        using var sea = new Sea();
        var result = await AgentProcess.RunAsync("validate", "--config", LiveConfiguration.Write(sea, new LivePipelineText("reef", null, "stdin")), "--set", setting);

        result.Exits(78).Notes(sentence);
        Assert.DoesNotContain(result.Error, line => line.Contains("secret", StringComparison.Ordinal));
    }

    private static AgentProcess Start(Sea sea, params string[] settings)
    {
        var path = sea.Folder.Write("live.wav", WavWriter.Pcm16(SongMaker.Make(4, EnergyPackage.Rate, [(1, 3)]), EnergyPackage.Rate));
        return AgentProcess.Start(new AgentStart { Arguments = ["run", "--config", LiveConfiguration.Write(sea, new LivePipelineText("reef", path, Loop: true)), .. settings] });
    }
}
