using System.Security.Cryptography;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Benchmarks.Audio;

/// <summary>A model of a few microseconds, as a package: what is left of the cost is the agent's own.</summary>
internal static class TinyPackage
{
    /// <summary>Writes the package into a folder and returns it.</summary>
    public static string Create(string folder, int rate, int windowSamples, int hopSamples)
    {
        Directory.CreateDirectory(folder);
        var model = TinyModels.MeanSigmoid(windowSamples, labels: 1, gain: 20).Save(Path.Combine(folder, "model.onnx"));
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(model)));
        File.WriteAllText(Path.Combine(folder, "labels.txt"), "anything\n");
        File.WriteAllText(Path.Combine(folder, "model.json"), $$"""
            {
              "name": "tiny", "version": 1, "task": "audio-classification",
              "input": { "tensor": "waveform", "kind": "waveform", "sampleRate": {{rate}}, "windowSamples": {{windowSamples}}, "hopSamples": {{hopSamples}}, "channels": 1 },
              "output": { "tensor": "scores", "format": "scores", "activation": "none" },
              "labels": "labels.txt",
              "events": { "high": 0.999, "low": 0.998, "smoothing": "mean:3", "kOfN": "2/3", "minSeconds": 1.0, "mergeGapSeconds": 3.0, "maxSeconds": 600, "perLabel": {} },
              "batch": { "max": 32, "delayMs": 5 },
              "variants": { "full": { "file": "model.onnx", "sha256": "{{hash}}" } }
            }
            """);
        return folder;
    }
}
