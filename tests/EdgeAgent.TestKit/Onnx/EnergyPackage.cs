using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace EdgeAgent.TestKit.Onnx;

/// <summary>A whole model package that hears loudness: its scores can be foretold, so its events can. Labels <c>call</c> and <c>loud</c>.</summary>
public static class EnergyPackage
{
    public const int Rate = 4000;

    /// <summary>One second.</summary>
    public const int WindowSamples = 4000;

    /// <summary>A quarter of a second.</summary>
    public const int HopSamples = 1000;

    /// <summary><c>scores[n, k] = sigmoid(40 · (mean of |waveform[n, ·]| − [0.05, 0.10][k]))</c>.</summary>
    public static OnnxModelBuilder Model(int windowSamples = WindowSamples) => new OnnxModelBuilder()
        .Input("waveform", "N", windowSamples)
        .Node("Abs", ["waveform"], ["size"])
        .ReduceMean("size", "mean", [1], keepDimensions: true)
        .Initializer("gain", [1, 2], [40f, 40f])
        .MatMul("mean", "gain", "scaled")
        .Initializer("bias", [2], [-2f, -4f])
        .Add("scaled", "bias", "logits")
        .Sigmoid("logits", "scores")
        .Output("scores", "N", 2);

    /// <summary>Its manifest; the hash is that of <see cref="Model"/> until <see cref="Write"/> sets another.</summary>
    public static JsonObject Manifest(string name) => JsonNode.Parse($$"""
        { "name": "{{name}}", "version": 1, "task": "audio-classification", "description": "hears loudness", "license": "MIT", "origin": "made by a test",
          "input":  { "tensor": "waveform", "kind": "waveform", "sampleRate": {{Rate}}, "windowSamples": {{WindowSamples}}, "hopSamples": {{HopSamples}}, "channels": 1 },
          "output": { "tensor": "scores", "format": "scores", "activation": "none" },
          "labels": ["call", "loud"],
          "events": { "high": 0.7, "low": 0.3, "smoothing": "median:3", "kOfN": "2/3", "minSeconds": 0.5, "mergeGapSeconds": 0.5, "maxSeconds": 30, "perLabel": {} },
          "batch": { "max": 8, "delayMs": 5 },
          "variants": { },
          "golden": [] }
        """)!.AsObject();

    /// <summary>Writes a package <c>NAME/1</c> into a repository and returns its folder.</summary>
    /// <param name="repository">Folder of packages.</param>
    /// <param name="name">Name of the package.</param>
    /// <param name="model">Bytes of the model file; null for <see cref="Model"/>.</param>
    /// <param name="change">Changes the manifest, the variant with its hash included.</param>
    public static string Write(string repository, string name = "energy", byte[]? model = null, Action<JsonObject>? change = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(repository, name, "1")).FullName;
        var bytes = model ?? Model().Build();
        var manifest = Manifest(name);
        manifest["variants"]!["full"] = new JsonObject { ["file"] = "model.onnx", ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        change?.Invoke(manifest);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), bytes);
        File.WriteAllText(Path.Combine(folder, "model.json"), manifest.ToJsonString());
        return folder;
    }
}
