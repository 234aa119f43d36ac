using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Models.Archive;

/// <summary>Writes the hashes that an author left out into a manifest.</summary>
internal static class ManifestCompletion
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>The manifest as it is when it states every hash; else with <c>files</c> completed. Its digest does not change.</summary>
    /// <param name="manifest">Bytes of <c>model.json</c>.</param>
    /// <param name="stated">Hashes that it states.</param>
    /// <param name="found">Hashes of all files that it names outside of its variants.</param>
    public static byte[] WithFiles(byte[] manifest, IReadOnlyDictionary<string, string> stated, IReadOnlyDictionary<string, string> found)
    {
        if (found.Keys.All(stated.ContainsKey)) return manifest;
        var text = manifest.AsSpan().StartsWith("\uFEFF"u8) ? manifest[3..] : manifest;
        var root = JsonNode.Parse(text)!.AsObject();
        root["files"] = new JsonObject(found.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => KeyValuePair.Create(f.Key, (JsonNode?)JsonValue.Create(f.Value))));
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Indented)) root.WriteTo(writer);
        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }
}
