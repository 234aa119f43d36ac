using System.Text.Json.Nodes;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional;

/// <summary><c>models quantize</c> and <c>bench model</c> as an operator uses them.</summary>
public sealed class QuantizeTests
{
    [Fact]
    public async Task Quantize_WithinTheBudget_AddsTheVariantAndItsReport()
    {
        using var sea = new Sea();

        var result = await QuantizeAsync(sea, "--method", "dynamic", "--calibrate", sea.ShortSong(), "--allow-slower");

        result.Exits(0).Notes("energy:1 has the variant int8 now");
        Assert.Contains(result.Output, line => line.Contains("F1 between them 1.0000", StringComparison.Ordinal));
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(sea.Repository, "energy/1/model.json"), TestContext.Current.CancellationToken))!;
        Assert.Equal("parity.int8.json", (string)manifest["variants"]!["int8"]!["parity"]!["report"]!);
        // The new variant is as good as any: it replays, and never in batches.
        (await sea.ReplayAsync(sea.ShortSong(), "--model", "energy:1/int8")).Exits(0);
    }

    [Fact]
    public async Task Quantize_NoEventsToCompare_RefusesAndWritesNothing()
    {
        using var sea = new Sea();
        var quiet = sea.Folder.Write("quiet.wav", WavWriter.Pcm16(Noise(), EnergyPackage.Rate));
        var before = Directory.GetFiles(Path.Combine(sea.Repository, "energy/1"));

        var result = await QuantizeAsync(sea, "--method", "dynamic", "--calibrate", quiet, "--allow-slower");

        result.Exits(1).Notes("the event F1 is undefined");
        Assert.Equal(before, Directory.GetFiles(Path.Combine(sea.Repository, "energy/1")));
    }

    [Theory]
    [InlineData("--calibrate is missing", "--method", "static")]
    [InlineData("must be one of static, dynamic, fp16, weights8", "--method", "int3")]
    [InlineData("--max-event-f1-loss 2", "--method", "fp16", "--max-event-f1-loss", "2")]
    public async Task Quantize_OptionsThatMeanNothing_AreRefused(string part, params string[] options)
    {
        using var sea = new Sea();

        (await QuantizeAsync(sea, options)).Refuses(2, part);
    }

    [Fact]
    public async Task Quantize_SilentCalibration_IsRefusedInASentence()
    {
        using var sea = new Sea();
        var silence = sea.Folder.Write("silence.wav", WavWriter.Pcm16(new short[10 * EnergyPackage.Rate], EnergyPackage.Rate));

        (await QuantizeAsync(sea, "--calibrate", silence)).Refuses(78, "silence");
    }

    [Fact]
    public async Task BenchModel_Json_HasAPointForEachShape()
    {
        using var sea = new Sea();

        var result = await AgentProcess.RunAsync("bench", "model", "energy", "--set", $"Models:Repository={sea.Repository}", "--threads", "1", "--batch", "1,4", "--seconds", "0.05", "--json");

        var report = JsonNode.Parse(string.Join('\n', result.Exits(0).Output))!;
        Assert.Equal([1, 4], report["points"]!.AsArray().Select(p => (int)p!["batch"]!));
    }

    private static Task<AgentResult> QuantizeAsync(Sea sea, params string[] options) =>
        AgentProcess.RunAsync(["models", "quantize", "energy", "--set", $"Models:Repository={sea.Repository}", .. options]);

    private static short[] Noise()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 10 * EnergyPackage.Rate).Select(_ => (short)random.Next(-30, 30))];
    }
}
