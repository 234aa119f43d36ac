using System.Text;
using System.Text.Json.Nodes;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional;

/// <summary>Model packages that can't be used: a sentence that says why, exit code 78, no results.</summary>
public sealed class BadModelTests
{
    public static TheoryData<string, string[]> Misfits => new()
    {
        { "tensor name", ["has no input \"waveform2\"", "waveform float"] },
        { "shape", ["does not fit windows of 2000 samples", "set input.windowSamples"] },
        { "label count", ["does not fit 3 labels"] },
        { "hash", ["model.onnx"] },
        { "missing file", ["other.onnx"] },
        { "manifest key", ["windowSample"] },
        { "no JSON", ["model.json"] },
        { "corrupt model", ["model.onnx"] },
        { "text for a model", ["model.onnx"] },
        { "another element type", ["double"] },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public async Task Replay_PackageThatDoesNotFit_SaysWhatAndLeavesNoResults(string fault, string[] parts)
    {
        using var sea = new Sea();
        Break(sea.Repository, fault);

        var result = await sea.ReplayAsync(sea.ShortSong(), "--model", "broken", "--out", sea.Folder["results"]);

        result.Exits(78);
        var said = string.Join('\n', result.Error);
        Assert.All(result.Error, line => Assert.StartsWith("edge-agent: ", line, StringComparison.Ordinal));
        Assert.InRange(result.Error.Count, 1, 3);
        Assert.All(parts, part => Assert.Contains(part, said, StringComparison.Ordinal));
        Assert.Contains("broken", said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(sea.Folder["results"]));
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("orca", "orca")]
    [InlineData("energy:7", "energy")]
    [InlineData("energy:1/int8", "int8")]
    [InlineData("energy:first", "energy")]
    public async Task Replay_UnknownModel_Refused(string model, string part)
    {
        using var sea = new Sea();
        (await sea.ReplayAsync(sea.ShortSong(), "--model", model)).Refuses(78, part);
    }

    [Fact]
    public async Task Replay_ModelThatGivesNoFiniteScore_Fails()
    {
        using var sea = new Sea();
        // log(mean) of digital silence is minus infinity.
        var model = new OnnxModelBuilder().Input("waveform", "N", 4000).Node("Abs", ["waveform"], ["size"]).ReduceMean("size", "mean", [1], keepDimensions: true)
            .Node("Log", ["mean"], ["log"]).Initializer("both", [1, 2], [1f, 1f]).MatMul("log", "both", "scores").Output("scores", "N", 2);
        EnergyPackage.Write(sea.Repository, "broken", model.Build());
        var path = sea.Folder.Write("silence.wav", WavWriter.Pcm16(new short[40_000], 4000));

        (await sea.ReplayAsync(path, "--model", "broken", "--jobs", "2", "--out", sea.Folder["results"])).Refuses(78, "not a finite number", "use another variant or version");
        Assert.False(Directory.Exists(sea.Folder["results"]));
    }

    [Fact]
    public async Task ModelsList_BrokenPackageAmongGood_ShowsBoth()
    {
        using var sea = new Sea();
        Break(sea.Repository, "hash");
        var result = (await AgentProcess.RunAsync("models", "list", "--set", $"Models:Repository={sea.Repository}")).Exits(0);
        Assert.Contains(result.Output, line => line.StartsWith("energy:1", StringComparison.Ordinal) && line.EndsWith("ok", StringComparison.Ordinal));
        Assert.Contains(result.Output, line => line.StartsWith("broken", StringComparison.Ordinal) && !line.EndsWith("ok", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ModelsInspectAndVerify_GoodPackage_TellWhatItIs()
    {
        using var sea = new Sea();
        string[] repository = ["--set", $"Models:Repository={sea.Repository}"];
        var inspected = (await AgentProcess.RunAsync(["models", "inspect", "energy", "--json", .. repository])).Exits(0);
        Assert.Equal("energy", (string)JsonNode.Parse(string.Concat(inspected.Output))!["name"]!);
        // It fires on loud noise, and verification must say so.
        var verified = await AgentProcess.RunAsync(["models", "verify", "energy", .. repository]);
        Assert.Contains(verified.Output, line => line.Contains("noise", StringComparison.Ordinal));
    }

    private static void Break(string repository, string fault)
    {
        var model = EnergyPackage.Model();
        switch (fault)
        {
            case "tensor name":
                EnergyPackage.Write(repository, "broken", change: manifest => manifest["input"]!["tensor"] = "waveform2");
                break;
            case "shape":
                EnergyPackage.Write(repository, "broken", change: manifest => manifest["input"]!["windowSamples"] = 2000);
                break;
            case "label count":
                EnergyPackage.Write(repository, "broken", change: manifest => manifest["labels"] = new JsonArray("a", "b", "c"));
                break;
            case "hash":
                EnergyPackage.Write(repository, "broken", change: manifest => manifest["variants"]!["full"]!["sha256"] = new string('0', 64));
                break;
            case "missing file":
                EnergyPackage.Write(repository, "broken", change: manifest => manifest["variants"]!["full"]!["file"] = "other.onnx");
                break;
            case "manifest key":
                EnergyPackage.Write(repository, "broken", change: manifest => manifest["input"]!["windowSample"] = 4000);
                break;
            case "no JSON":
                File.WriteAllText(Path.Combine(EnergyPackage.Write(repository, "broken"), "model.json"), "name: broken");
                break;
            case "corrupt model":
                EnergyPackage.Write(repository, "broken", model.Build()[..^40]);
                break;
            case "text for a model":
                EnergyPackage.Write(repository, "broken", Encoding.ASCII.GetBytes("version https://git-lfs.github.com/spec/v1\n"));
                break;
            default:
                EnergyPackage.Write(repository, "broken", new OnnxModelBuilder().Input(OnnxType.Double, "waveform", "N", 4000).ReduceMean("waveform", "mean", [1], keepDimensions: true)
                    .Cast("mean", "single", OnnxType.Float).Initializer("both", [1, 2], [1f, 1f]).MatMul("single", "both", "scores").Output("scores", "N", 2).Build());
                break;
        }
    }
}
