using System.Text.Json.Nodes;
using EdgeAgent.Tests.Functional;

namespace EdgeAgent.Tests.Setup;

/// <summary>The real command on a box made of programs that say what real ones have said, and with the real arecord.</summary>
public sealed class SetupTests : IDisposable
{
    private readonly Sea _sea = new();

    private string Config => _sea.Folder["etc/appsettings.json"];

    [Fact]
    public async Task Setup_BoxWithoutASoundCard_ProposesASignalAndRuns()
    {
        var result = (await SetUpAsync(Fakes(cards: null), "--yes", "--name", "buoy-7", "--out", Config)).Exits(0);

        Assert.Contains(result.Error, line => line.Contains("no sound card was found, so the pipeline makes up its own signal", StringComparison.Ordinal));
        Assert.Contains(result.Output, line => line == $"wrote {Config}");
        Assert.Contains(result.Output, line => line.EndsWith("edgectl status", StringComparison.Ordinal));
        (await AgentProcess.RunAsync(new AgentStart { Arguments = ["validate", "--config", Config], Environment = Models() })).Exits(0);
        Assert.Equal("buoy-7", (string?)Read()["Agent"]!["Name"]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(Config));
    }

    [Fact]
    public async Task Setup_BoxWithACard_ListensToItAsItIs()
    {
        (await SetUpAsync(Fakes("card 2: CODEC [USB Audio CODEC], device 0: USB Audio [USB Audio]"), "--yes", "--out", Config, "--broker", "mqtts://shore.example")).Exits(0);

        var source = Read()["Pipelines"]![0]!["Source"]!;
        Assert.Equal(("alsa", "hw:CARD=CODEC,DEV=0", 48_000, 2, 1, "s16"), ((string)source["Kind"]!, (string)source["Device"]!, (int)source["SampleRate"]!, (int)source["Channels"]!, (int)source["Channel"]!, (string)source["Encoding"]!));
        Assert.Equal("mqtts://shore.example", (string?)Read()["Mqtt"]!["Servers"]![0]);
    }

    [Fact]
    public async Task Setup_RealArecordWithACardMadeOfAFile_FindsItAndTheAgentListens()
    {
        if (!File.Exists("/usr/bin/arecord") || !File.Exists("/usr/share/alsa/alsa.conf")) Assert.Skip("alsa-utils are not here");
        var alsa = _sea.Folder.Write("asound.conf", """
            pcm.hydrophone { type file slave.pcm null file /dev/null infile /dev/zero format raw hint { show on description "A hydrophone made of a file" } }
            """u8.ToArray());
        var environment = Models();
        environment["ALSA_CONFIG_PATH"] = $"/usr/share/alsa/alsa.conf:{alsa}";

        var result = (await SetUpAsync(environment, "--yes", "--out", Config)).Exits(0);

        Assert.Contains(result.Error, line => line.StartsWith("sound card hydrophone (A hydrophone made of a file): S16_LE", StringComparison.Ordinal));
        environment["STATE_DIRECTORY"] = _sea.Folder["state"];
        using var agent = AgentProcess.Start(new AgentStart { Arguments = ["run", "--config", Config, "--set", "Mqtt:Embedded=false"], Environment = environment });
        await agent.ErrorLineAsync("pipeline-1: listens to ALSA device hydrophone");
        agent.Signal("TERM");
        (await agent.EndAsync()).Exits(0);
    }

    [Fact]
    public async Task Setup_AnotherConfigurationIsThere_IsNotReplacedWithoutAWordAndThenKept()
    {
        (await SetUpAsync(Fakes(null), "--yes", "--name", "first", "--out", Config)).Exits(0);
        var first = File.ReadAllText(Config);

        (await SetUpAsync(Fakes(null), "--yes", "--name", "second", "--out", Config)).Refuses(2, "holds another configuration, and nothing was changed");
        Assert.Equal(first, File.ReadAllText(Config));

        (await SetUpAsync(Fakes(null), "--yes", "--name", "first", "--out", Config)).Exits(0);
        Assert.Empty(Directory.GetFiles(_sea.Folder["etc"], "*.bak"));

        (await SetUpAsync(Fakes(null), "--yes", "--name", "second", "--out", Config, "--force")).Exits(0);
        Assert.Equal(first, File.ReadAllText(Assert.Single(Directory.GetFiles(_sea.Folder["etc"], "*.bak"))));
        Assert.Equal("second", (string?)Read()["Agent"]!["Name"]);
    }

    [Fact]
    public async Task Setup_DrivenOverTheNetwork_MakesKeysWithWhichAnOperatorGetsIn()
    {
        var result = (await SetUpAsync(Fakes(null), "--yes", "--name", "buoy-7", "--remote", "localhost,127.0.0.1", "--out", Config)).Exits(0);
        Assert.Contains(result.Output, line => line.Contains($"edgectl context add buoy-7 --target https://localhost:7443 --ca {_sea.Folder["etc/pki/ca.pem"]}", StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_sea.Folder["etc/pki/ca.key"]));

        var environment = Models();
        environment["STATE_DIRECTORY"] = _sea.Folder["state"];
        using var agent = AgentProcess.Start(new AgentStart
        {
            Arguments = ["run", "--config", Config, "--set", "Mqtt:Embedded=false", "--set", "Control:Listen:0=https://127.0.0.1:0"], Environment = environment,
        });
        var place = (await agent.ErrorLineAsync("--target https://127.0.0.1:")).Split("--target ")[1];
        var answer = await ControlProcess.RunAsync("status", "--target", place.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), "--ca", _sea.Folder["etc/pki/ca.pem"], "--cert", _sea.Folder["etc/pki/operator.pem"], "--key", _sea.Folder["etc/pki/operator.key"]);
        Assert.Contains(answer.Output, line => line.Contains("pipeline-1", StringComparison.Ordinal));
        agent.Signal("TERM");
        (await agent.EndAsync()).Exits(0);
    }

    [Fact]
    public async Task Setup_AnswersFile_AsksNothing()
    {
        var answers = _sea.Folder.Write("answers.json", """{ "name": "buoy-9", "source": "stdin", "sampleRate": 96000, "encoding": "s24" }"""u8.ToArray());

        (await SetUpAsync(Fakes(null), "--answers", answers, "--encoding", "s32", "--out", Config)).Exits(0);

        var source = Read()["Pipelines"]![0]!["Source"]!;
        Assert.Equal(("buoy-9", "stdin", 96_000, "s32"), ((string)Read()["Agent"]!["Name"]!, (string)source["Kind"]!, (int)source["SampleRate"]!, (string)source["Encoding"]!));
    }

    [Theory]
    [InlineData(2, "nobody can be asked here", "--out", "x.json")]
    [InlineData(2, "--source gramophone", "--yes", "--source", "gramophone")]
    [InlineData(2, "takes no user or password", "--yes", "--broker", "mqtt://u:secret@shore")]
    [InlineData(78, "no-such-model", "--yes", "--model", "no-such-model")]
    [InlineData(78, "SampleRate", "--yes", "--rate", "7")]
    [InlineData(78, "Encoding", "--yes", "--encoding", "mp3")]
    [InlineData(2, "--answers", "--answers", "nothing.json")]
    public async Task Setup_AnswersThatCannotBeUsed_AreRefusedAndNothingIsWritten(int code, string part, params string[] arguments)
    {
        string[] all = arguments.Contains("--out") ? arguments : [.. arguments, "--out", Config];

        var result = await SetUpAsync(Fakes(null), all);

        result.Refuses(code, part);
        Assert.DoesNotContain(result.Error, line => line.Contains("secret", StringComparison.Ordinal));
        Assert.False(File.Exists(Config));
    }

    public void Dispose() => _sea.Dispose();

    private JsonNode Read() => JsonNode.Parse(File.ReadAllText(Config))!;

    private Dictionary<string, string> Models() => new() { ["EDGEAGENT__Models__Repository"] = _sea.Repository };

    // Programs in a folder of their own stand before the system's.
    private Dictionary<string, string> Fakes(string? cards)
    {
        Program("arecord", $$"""
            case "$*" in
              -l) {{(cards is null ? "echo 'arecord: device_list:274: no soundcards found...' >&2" : $"echo '**** List of CAPTURE Hardware Devices ****'; echo '{cards}'")}} ;;
              -L) echo null; echo '    Discard all samples (playback) or generate zero samples (capture)' ;;
              *) printf 'HW Params of device:\nACCESS:  RW_INTERLEAVED\nFORMAT:  S16_LE\nCHANNELS: 2\nRATE: [8000 48000]\n' >&2; exit 1 ;;
            esac
            """);
        Program("v4l2-ctl", "echo 'Cannot open device /dev/video0, exiting.' >&2; exit 1");
        var environment = Models();
        environment["PATH"] = $"{_sea.Folder["programs"]}:{Environment.GetEnvironmentVariable("PATH")}";
        return environment;
    }

    private void Program(string name, string body)
    {
        var path = _sea.Folder.Write($"programs/{name}", System.Text.Encoding.UTF8.GetBytes($"#!/bin/sh\n{body}\n"));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static Task<AgentResult> SetUpAsync(Dictionary<string, string> environment, params string[] arguments) =>
        AgentProcess.RunAsync(new AgentStart { Arguments = ["setup", .. arguments], Environment = environment });
}
