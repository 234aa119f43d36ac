using System.Text.Json;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.Crypto;
using EdgeAgent.Models.Manifests;

namespace EdgeAgent.Models.Signing;

/// <summary>
/// The detached signature of a package, <c>model.sig</c>: <c>{ "algorithm": "ed25519", "key": "…", "signature": "…" }</c> in base64,
/// over the canonical manifest.
/// </summary>
/// <param name="PublicKey">Who says to have signed, 32 bytes; believed only when it is a trusted key.</param>
/// <param name="Signature">64 bytes.</param>
public sealed record SignatureFile(IReadOnlyList<byte> PublicKey, IReadOnlyList<byte> Signature)
{
    /// <summary>Largest file that is read, bytes.</summary>
    public const int LargestFile = 4096;

    private const string Algorithm = "ed25519";

    /// <summary>Reads one.</summary>
    /// <exception cref="ModelException">It is not such a file.</exception>
    public static SignatureFile Read(ReadOnlyMemory<byte> bytes, string source = ManifestReader.SignatureFileName)
    {
        using var json = StrictJson.Parse(source, bytes);
        if (Text(json.RootElement, "algorithm") is { } algorithm && algorithm == Algorithm
            && Bytes(json.RootElement, "key", Ed25519.PublicKeyBytes) is { } key && Bytes(json.RootElement, "signature", Ed25519.SignatureBytes) is { } signature)
            return new SignatureFile(key, signature);
        throw new ModelException($"{source} is no signature; it must be {{ \"algorithm\": \"ed25519\", \"key\": …, \"signature\": … }} as \"edge-agent models sign\" writes it");
    }

    /// <summary>Its bytes as a file.</summary>
    public byte[] Write()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("algorithm", Algorithm);
            json.WriteBase64String("key", [.. PublicKey]);
            json.WriteBase64String("signature", [.. Signature]);
            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    private static string? Text(JsonElement root, string key) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Bytes(JsonElement root, string key, int length) =>
        Text(root, key) is not null && root.GetProperty(key).TryGetBytesFromBase64(out var bytes) && bytes.Length == length ? bytes : null;
}
