using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Run.Variants;

/// <summary>The energy package with an int8 variant that claims to be as good and hears silence instead of loudness, and another without any measured parity.</summary>
internal static class DamagedEnergy
{
    public static string Write(string repository)
    {
        var damaged = new OnnxModelBuilder()
            .Input("waveform", "N", EnergyPackage.WindowSamples).Node("Abs", ["waveform"], ["size"]).ReduceMean("size", "mean", [1], keepDimensions: true)
            .Initializer("gain", [1, 2], [-40f, -40f]).MatMul("mean", "gain", "scaled").Initializer("bias", [2], [2f, 4f]).Add("scaled", "bias", "logits")
            .Sigmoid("logits", "scores").Output("scores", "N", 2).Build();
        var folder = EnergyPackage.Write(repository, change: m =>
        {
            m["variants"]!["int8"] = Variant(new JsonObject { ["maxAbsDelta"] = 0.01, ["eventF1"] = 1.0 });
            m["variants"]!["bare"] = Variant(null);
        });
        File.WriteAllBytes(Path.Combine(folder, "model.int8.onnx"), damaged);
        return folder;

        JsonObject Variant(JsonObject? parity)
        {
            var variant = new JsonObject { ["file"] = "model.int8.onnx", ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(damaged)) };
            if (parity is not null) variant["parity"] = parity;
            return variant;
        }
    }
}
