using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EdgeAgent.Core.Models;
using EdgeAgent.Models.Packages;

namespace EdgeAgent.Models.Tests.Support;

/// <summary>A package in a temporary folder: whole and right, until a test changes <see cref="Manifest"/> or a file.</summary>
internal sealed class TestPackage : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly string _place;

    /// <param name="model">Bytes of the full variant; arbitrary ones where no test opens them.</param>
    /// <param name="place">Folder of the package below <see cref="Root"/>.</param>
    public TestPackage(byte[]? model = null, string place = "tiny/1")
    {
        _place = place;
        Model(model ?? "no model, but bytes with a hash"u8.ToArray());
        File("labels.txt", "humpback\nother\n");
    }

    /// <summary>The manifest that <see cref="Open"/> writes.</summary>
    public JsonObject Manifest { get; } = Valid();

    public string Root => _folder.Path;

    public string Directory => Path.Combine(Root, _place);

    /// <summary>A manifest as an author writes it.</summary>
    public static JsonObject Valid() => JsonNode.Parse("""
        { "name": "tiny", "version": 1, "task": "audio-classification", "description": "for tests", "license": "none", "origin": "here",
          "input":  { "tensor": "waveform", "kind": "waveform", "sampleRate": 1000, "windowSamples": 100, "hopSamples": 50, "channels": 1 },
          "output": { "tensor": "scores", "format": "scores", "activation": "none" },
          "labels": "labels.txt",
          "events": { "high": 0.7, "low": 0.4, "smoothing": "median:3", "kOfN": "2/3", "minSeconds": 1.0, "mergeGapSeconds": 2.0, "maxSeconds": 60,
                      "perLabel": { "other": { "report": false } } },
          "batch": { "max": 8, "delayMs": 5 },
          "variants": { "full": { "file": "model.onnx", "sha256": "0000000000000000000000000000000000000000000000000000000000000000" } },
          "golden": [] }
        """)!.AsObject();

    public string File(string name, string text) => _folder.File(Path.Combine(_place, name), text);

    public string File(string name, byte[] bytes) => _folder.File(Path.Combine(_place, name), bytes);

    /// <summary>Writes a variant's file and its hash into the manifest.</summary>
    public TestPackage Model(byte[] bytes, string variant = "full", string file = "model.onnx")
    {
        File(file, bytes);
        Manifest["variants"]![variant] = new JsonObject { ["file"] = file, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        return this;
    }

    public TestPackage Labels(params string[] labels)
    {
        Manifest["labels"] = new JsonArray([.. labels.Select(label => (JsonNode)label)]);
        Manifest["events"]!["perLabel"] = new JsonObject();
        return this;
    }

    /// <summary>A golden case: samples as a WAV file, and scores.</summary>
    public TestPackage Golden(float[] samples, float[][] scores, double tolerance = 0.001)
    {
        TestWav.Write(File("golden/song.wav", "x"), samples, 1000);
        File("golden/song.json", new JsonObject { ["scores"] = new JsonArray([.. scores.Select(row => (JsonNode)new JsonArray([.. row.Select(s => (JsonNode)s)]))]) }.ToJsonString());
        Manifest["golden"] = new JsonArray(new JsonObject { ["input"] = "golden/song.wav", ["expect"] = "golden/song.json", ["tolerance"] = tolerance });
        return this;
    }

    /// <summary>Changes the manifest; reads well in one line.</summary>
    public TestPackage With(Action<JsonObject> change)
    {
        change(Manifest);
        return this;
    }

    public string Write() => File("model.json", Manifest.ToJsonString());

    public ModelPackage Open()
    {
        Write();
        return PackageReader.Open(Directory);
    }

    public string OpenFails() => Assert.Throws<ModelException>(Open).Message;

    public void Dispose() => _folder.Dispose();
}
