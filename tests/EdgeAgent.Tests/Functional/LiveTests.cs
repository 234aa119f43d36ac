using System.Diagnostics;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional;

/// <summary>The daemon: what it hears it tells at once, and it ends as it should.</summary>
public sealed class LiveTests
{
    private const int Rate = EnergyPackage.Rate;

    [Fact]
    public async Task Run_RecordingThatEnds_ClosesItsEventsAndExits0()
    {
        using var sea = new Sea();
        var path = sea.Folder.Write("live.wav", WavWriter.Pcm16(SongMaker.Make(3, Rate, [(1, 3)]), Rate));

        var result = (await RunAsync(sea, new LivePipelineText("reef", path))).Exits(0).Notes("reef: listens to recording");

        var call = AgentEvents.Parse(result.Output).Where(e => (string?)e["label"] == "call").ToArray();
        Assert.Equal("open", (string)call[0]["state"]!);
        Assert.Equal("close", (string)call[^1]["state"]!);
        Assert.Equal("end-of-input", (string)call[^1]["reason"]!);
        Assert.Equal(3 * Rate, call[^1].Last());
        Assert.Equal(("test-buoy", "reef", "hydrophone", false), ((string)call[0]["device"]!, (string)call[0]["pipeline"]!, (string)call[0]["source"]!, (bool)call[0]["replay"]!));
        Assert.StartsWith("boot-", (string)call[0]["stream"]!["id"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Run_StopSignal_ClosesWhatIsOpenAndExits0(string signal)
    {
        using var sea = new Sea();
        var path = sea.Folder.Write("live.wav", WavWriter.Pcm16(SongMaker.Make(4, Rate, [(0, 4)]), Rate));
        using var agent = AgentProcess.Start(new AgentStart
        {
            Arguments = ["run", "--config", LiveConfiguration.Write(sea, new LivePipelineText("reef", path, Loop: true))],
            Under = ["env", "--default-signal=INT"],
        });
        await agent.OutputLineAsync("\"open\"");

        agent.Signal(signal);

        var result = (await agent.EndAsync()).Exits(0);
        Assert.Equal(
            AgentEvents.Parse(result.Output).Where(e => (int)e["revision"]! == 0).Select(AgentEvents.Id).Order(),
            AgentEvents.Closed(result.Output).Select(AgentEvents.Id).Order());
    }

    [Fact]
    public async Task Run_RawPcmOnStandardInput_HearsItToItsEnd()
    {
        using var sea = new Sea();
        var result = (await AgentProcess.RunAsync(new AgentStart
        {
            Arguments = ["run", "--config", LiveConfiguration.Write(sea, new LivePipelineText("reef", null, "stdin"))],
            Input = new Song(SongMaker.Make(16, Rate, [(3, 6), (9, 13)]), Rate).Raw,
        })).Exits(0);

        Assert.Equal(2, AgentEvents.Closed(result.Output).Count(e => (string?)e["label"] == "call"));
    }

    [Fact]
    public async Task Run_PipelinesThatCannotStart_DoNotKeepTheOthersFromListening()
    {
        using var sea = new Sea();
        var good = sea.Folder.Write("live.wav", WavWriter.Pcm16(SongMaker.Make(3, Rate, [(1, 3)]), Rate));
        var empty = sea.Folder.Write("empty.wav", WavWriter.Pcm16([], Rate));

        var result = (await RunAsync(sea, new LivePipelineText("missing", sea.Folder["no-such-pipe"], "pipe"), new LivePipelineText("empty", empty, Loop: true), new LivePipelineText("reef", good))).Exits(42);

        Assert.Contains(result.Error, line => line.StartsWith("missing: can't start: ", StringComparison.Ordinal));
        Assert.Contains(result.Error, line => line.StartsWith("empty: can't start: ", StringComparison.Ordinal) && line.Contains("no samples", StringComparison.Ordinal));
        Assert.Contains(AgentEvents.Closed(result.Output), e => (string?)e["pipeline"] == "reef");
    }

    [Fact]
    public async Task Run_StopInsideASampleFrame_IsAnOrdinaryStop()
    {
        using var sea = new Sea();
        using var agent = AgentProcess.Start(new AgentStart
        {
            Arguments = ["run", "--config", LiveConfiguration.Write(sea, new LivePipelineText("reef", null, "stdin"))],
            Input = (byte[])[.. new Song(SongMaker.Make(16, Rate, [(9, 16)]), Rate).Raw, 0x42],
            InputStaysOpen = true,
        });
        await agent.OutputLineAsync("\"open\"");

        agent.Signal("TERM");

        var result = (await agent.EndAsync()).Exits(0);
        Assert.Contains(AgentEvents.Closed(result.Output), e => (string?)e["reason"] == "end-of-input");
    }

    [Fact]
    public async Task Run_NamedPipe_TimesFollowTheSoundAndANewWriterIsANewEpoch()
    {
        using var sea = new Sea();
        var fifo = sea.Folder["hydrophone"];
        using (var mkfifo = Process.Start("mkfifo", [fifo])) await mkfifo.WaitForExitAsync();
        using var agent = AgentProcess.Start(new AgentStart { Arguments = ["run", "--config", LiveConfiguration.Write(sea, new LivePipelineText("reef", fifo, "pipe"))] });
        await agent.ErrorLineAsync("Ctrl-C stops.");

        var written = DateTimeOffset.UtcNow;
        await WriteAsync(fifo);
        await agent.OutputLineAsync("source-ended");
        await WriteAsync(fifo);
        await agent.OutputLineAsync("source-ended");
        agent.Signal("TERM");

        var result = (await agent.EndAsync()).Exits(0);
        var calls = AgentEvents.Closed(result.Output).Where(e => (string?)e["label"] == "call").ToArray();
        Assert.Equal(2, calls.Length);
        Assert.Equal(2, calls.Select(e => (string)e["stream"]!["id"]!).Distinct().Count());
        // 16 s that arrive at once were recorded in the 16 s before, and not in the time to come.
        Assert.InRange(DateTimeOffset.Parse((string)calls[0]["onset"]!, System.Globalization.CultureInfo.InvariantCulture), written.AddSeconds(-16), DateTimeOffset.UtcNow);
        Assert.Equal("gap", (string?)calls[0]["reason"]);

        async Task WriteAsync(string path)
        {
            await using var pipe = new FileStream(path, FileMode.Open, FileAccess.Write);
            await pipe.WriteAsync(new Song(SongMaker.Make(16, Rate, [(9, 16)]), Rate).Raw);
        }
    }

    [Fact]
    public async Task Run_StandardInputFallsSilentButStaysOpen_StopsAtOnceWhenTold()
    {
        using var sea = new Sea();
        using var agent = AgentProcess.Start(new AgentStart
        {
            Arguments = ["run", "--config", LiveConfiguration.Write(sea, new LivePipelineText("reef", null, "stdin"))],
            Input = new Song(SongMaker.Make(16, Rate, [(9, 16)]), Rate).Raw,
            InputStaysOpen = true,
        });
        await agent.OutputLineAsync("\"open\"");

        agent.Signal("TERM");

        var result = (await agent.EndAsync()).Exits(0);
        Assert.Contains(AgentEvents.Closed(result.Output), e => (string?)e["label"] == "call" && (string?)e["reason"] == "end-of-input");
    }

    [Fact]
    public async Task Run_NamedPipeThatNobodyOpens_StopsAtOnceWhenTold()
    {
        using var sea = new Sea();
        using (var made = Process.Start("mkfifo", [sea.Folder["pipe"]])) await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var agent = AgentProcess.Start(new AgentStart { Arguments = ["run", "--config", LiveConfiguration.Write(sea, new LivePipelineText("reef", sea.Folder["pipe"], "pipe"))] });
        await agent.ErrorLineAsync("Ctrl-C stops.");

        agent.Signal("TERM");

        (await agent.EndAsync()).Exits(0);
    }

    [Fact]
    public async Task Run_TwoPipelinesAndOneFails_TheOtherGoesOnAndTheExitCodeTells()
    {
        using var sea = new Sea();
        var path = sea.Folder.Write("live.wav", WavWriter.Pcm16(SongMaker.Make(3, Rate, [(1, 3)]), Rate));
        var result = (await AgentProcess.RunAsync(new AgentStart
        {
            Arguments = ["run", "--config", LiveConfiguration.Write(sea, new("bay", null, "stdin"), new("reef", path))],
            Input = WavWriter.Pcm16(new short[100], Rate),
        })).Exits(42).Notes("bay: stopped: standard input: begins with a RIFF header");

        Assert.Equal("end-of-input", (string)AgentEvents.Closed(result.Output).First(e => (string?)e["label"] == "call")["reason"]!);
        Assert.All(AgentEvents.Parse(result.Output), e => Assert.Equal("reef", (string)e["pipeline"]!));
    }

    private static Task<AgentResult> RunAsync(Sea sea, params LivePipelineText[] pipelines) =>
        AgentProcess.RunAsync("run", "--config", LiveConfiguration.Write(sea, pipelines));
}
