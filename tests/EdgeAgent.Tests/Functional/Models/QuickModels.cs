using System.Text.Json.Nodes;
using EdgeAgent.Models.Archive;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional.Models;

/// <summary>Versions of a model with short windows: two events a second of the test's recording, so that a probation of seconds can tell rates apart.</summary>
internal static class QuickModels
{
    public const int WindowSamples = 400;
    public const int HopSamples = 200;

    /// <summary>A recording of calls of 0.4 s, one every so many seconds; 16 s of it.</summary>
    public static string Song(Sea sea, double level = 0.3, double period = 0.8)
    {
        var samples = new short[EnergyPackage.Rate * 16];
        var random = new Random(7);
        for (var i = 0; i < samples.Length; i++)
        {
            var isCall = i % (int)(EnergyPackage.Rate * period) < EnergyPackage.Rate * 2 / 5;
            var size = (isCall ? level * 32767 : 100) * (0.9 + (0.1 * random.NextDouble()));
            samples[i] = (short)(i % 2 == 0 ? size : -size);
        }

        return sea.Folder.Write("quick.wav", WavWriter.Pcm16(samples, EnergyPackage.Rate));
    }

    /// <summary>Shipped version 1.</summary>
    public static void Ship(Sea sea) => EnergyPackage.Write(sea.Repository, model: EnergyPackage.Model(WindowSamples).Build(), change: Quick);

    /// <summary>Packs a version.</summary>
    public static string Pack(Sea sea, int version, byte[]? model = null, Action<string, JsonObject>? change = null) =>
        PackageArchiveWriter.Pack(Draft(sea, version, model, change), sea.Folder[$"energy-{version}.tar.gz"]).File;

    /// <summary>Writes a version.</summary>
    /// <returns>Its folder.</returns>
    public static string Draft(Sea sea, int version, byte[]? model = null, Action<string, JsonObject>? change = null)
    {
        var draft = sea.Folder[$"draft-{version}"];
        return EnergyPackage.Write(draft, model: model ?? EnergyPackage.Model(WindowSamples).Build(), change: manifest =>
        {
            Quick(manifest);
            manifest["version"] = version;
            change?.Invoke(Path.Combine(draft, "energy", "1"), manifest);
        });
    }

    /// <summary>As version 1, and no number where the recording's own tone, at half the sample rate, is louder than the limit: nothing that a box tries a model with before it works.</summary>
    public static byte[] NotANumberAbove(float limit) => Body()
        .Initializer("limit", [1, 1], [limit]).Node("Sub", ["limit", "tone"], ["left"]).Node("Log", ["left"], ["log"])
        .Initializer("nothing", [1, 2], [0f, 0f]).MatMul("log", "nothing", "trap").Add("fine", "trap", "scores").Output("scores", "N", 2).Build();

    /// <summary>As version 1, and a session that fails where the tone is louder than the limit: an index beyond its table.</summary>
    public static byte[] FailsAbove(float limit) => Body()
        .Initializer("scale", [1, 1], [1 / limit]).MatMul("tone", "scale", "share").Node("Floor", ["share"], ["whole"]).Cast("whole", "index", OnnxType.Int64)
        .Initializer("table", [1], [0f]).Node("Gather", ["table", "index"], ["looked"], ("axis", 0L)).Add("fine", "looked", "scores").Output("scores", "N", 2).Build();

    /// <summary>As version 1, after work that it has no use for.</summary>
    /// <param name="rounds">Matrix products of 512 by 512.</param>
    public static byte[] Slow(int rounds)
    {
        var model = Body().Initializer("wide", [1, 512], new float[512]).MatMul("mean", "wide", "work0").Initializer("square", [512, 512], new float[512 * 512]);
        for (var round = 0; round < rounds; round++) model = model.MatMul($"work{round}", "square", $"work{round + 1}");
        return model.ReduceMean($"work{rounds}", "waste", [1], keepDimensions: true).Add("fine", "waste", "scores").Output("scores", "N", 2).Build();
    }

    /// <summary>Scores of chance, by whether a window's first sample is above its mean: an event opens every few windows.</summary>
    public static byte[] Nervous() => Body()
        .Initializer("starts", [1], [0L]).Initializer("ends", [1], [1L]).Initializer("axes", [1], [1L]).Node("Slice", ["size", "starts", "ends", "axes"], ["first"])
        .Node("Sub", ["first", "mean"], ["above"]).Initializer("much", [1, 2], [1e6f, 1e6f]).MatMul("above", "much", "chance").Sigmoid("chance", "scores").Output("scores", "N", 2).Build();

    private static OnnxModelBuilder Body() => new OnnxModelBuilder().Input("waveform", "N", WindowSamples).Node("Abs", ["waveform"], ["size"]).ReduceMean("size", "mean", [1], keepDimensions: true)
        .Initializer("gain", [1, 2], [40f, 40f]).MatMul("mean", "gain", "scaled").Initializer("bias", [2], [-2f, -4f]).Add("scaled", "bias", "logits").Sigmoid("logits", "fine")
        .Initializer("signs", [1, WindowSamples], [.. Enumerable.Range(0, WindowSamples).Select(i => i % 2 == 0 ? 1f : -1f)]).Mul("waveform", "signs", "turned").ReduceMean("turned", "shift", [1], keepDimensions: true).Node("Abs", ["shift"], ["tone"]);

    private static void Quick(JsonObject manifest)
    {
        (manifest["input"]!["windowSamples"], manifest["input"]!["hopSamples"]) = (WindowSamples, HopSamples);
    }
}
