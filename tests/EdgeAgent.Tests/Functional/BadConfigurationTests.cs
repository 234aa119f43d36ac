using System.Text;

namespace EdgeAgent.Tests.Functional;

/// <summary>Configurations that can't be used: every error at once, exit code 78.</summary>
public sealed class BadConfigurationTests
{
    private const string ManyErrors = """
        { "Agent": { "Nmae": "x", "StopDeadlineSeconds": 0 },
          "Runtime": { "Provider": "npu", "Threads": "two" },
          "Mqqt": { "Server": "broker" },
          "Pipelines": [
            { "Name": "reef", "Source": { "Kind": "microphone" }, "Models": [ { "Name": "energy" } ], "Events": { "High": 2, "Heigh": 1 } },
            { "Name": "reef", "Source": { "Kind": "stdin", "Loop": "often" }, "Models": [] } ] }
        """;

    private static readonly string[] ManySentences =
    [
        "Agent:Nmae: unknown key; did you mean 'Name'?",
        "Agent:StopDeadlineSeconds: '0' is not a whole number from 1 to 600",
        "Runtime:Provider: 'npu' is not one of auto, tensorrt, cuda, cpu",
        "Runtime:Threads: 'two' is not a whole number from 1 to 64",
        "Mqqt: unknown key",
        "Pipelines:0:Source:Kind: 'microphone' is not one of file, stdin, pipe, alsa, ffmpeg, gstreamer, command, tcp, udp, directory, v4l2, synthetic",
        "Pipelines:0:Events:High: '2' is not a score from 0 to 1",
        "Pipelines:0:Events:Heigh: unknown key; did you mean 'High'?",
        "Pipelines:1:Source:SampleRate: is missing",
        "Pipelines:1:Source:Loop: 'often' is neither true nor false",
        "Pipelines:1:Models: names no model",
        "Pipelines: the name 'reef' is used 2 times",
    ];

    [Theory]
    [InlineData("validate")]
    [InlineData("run")]
    public async Task Agent_ManyErrors_AreListedAtOnceAndNothingRuns(string verb)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("agent.json", Encoding.UTF8.GetBytes(ManyErrors));

        var result = (await AgentProcess.RunAsync(verb, "--config", file)).Exits(78);

        Assert.All(ManySentences, sentence => Assert.Contains(result.Error, line => line.StartsWith($"edge-agent: {sentence}", StringComparison.Ordinal)));
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("{ \"Agent\": ", "agent.json")]
    [InlineData("reef", "agent.json")]
    public async Task Validate_NoJson_OneSentenceThatNamesTheFile(string text, string part)
    {
        using var folder = new TemporaryFolder();
        (await AgentProcess.RunAsync("validate", "--config", folder.Write("agent.json", Encoding.UTF8.GetBytes(text)))).Refuses(78, part);
    }

    [Fact]
    public async Task Validate_FileThatIsNotThere_OneSentence()
    {
        using var folder = new TemporaryFolder();
        (await AgentProcess.RunAsync("validate", "--config", folder["agent.json"])).Refuses(78, folder["agent.json"], "is not there");
    }

    [Fact]
    public async Task Validate_InputAndModelThatAreNotThere_BothAreListed()
    {
        using var sea = new Sea();
        var file = LiveConfiguration.Write(sea, new("reef", sea.Folder["absent.wav"], Model: "energy"), new("bay", sea.ShortSong(), Model: "orca"));

        var result = (await AgentProcess.RunAsync("validate", "--config", file)).Exits(78);

        Assert.Contains(result.Error, line => line.Contains("Pipelines:reef:Source", StringComparison.Ordinal) && line.Contains("absent.wav", StringComparison.Ordinal));
        Assert.Contains(result.Error, line => line.Contains("Pipelines:bay:Models", StringComparison.Ordinal) && line.Contains("orca", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Validate_GoodConfiguration_SaysSo()
    {
        using var sea = new Sea();
        var file = LiveConfiguration.Write(sea, new LivePipelineText("reef", sea.ShortSong()));
        var result = (await AgentProcess.RunAsync("validate", "--config", file)).Exits(0);
        Assert.Equal(["configuration is valid: 1 pipeline (reef)"], result.Output);
    }

    [Fact]
    public async Task Environment_WrongValue_IsRefusedLikeAnyOther()
    {
        using var sea = new Sea();
        var result = await AgentProcess.RunAsync(new AgentStart
        {
            Arguments = ["validate", "--config", LiveConfiguration.Write(sea, new LivePipelineText("reef", sea.ShortSong()))],
            Environment = new Dictionary<string, string> { ["EDGEAGENT__Runtime__Threads"] = "many" },
        });
        result.Refuses(78, "Runtime:Threads: 'many' is not a whole number");
    }
}
