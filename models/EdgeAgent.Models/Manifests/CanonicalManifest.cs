using System.Security.Cryptography;
using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Manifests;

/// <summary>
/// The bytes that digest and signature are taken over: the manifest as RFC 8785 writes JSON, with <c>files</c> completed by the hashes of all files
/// that it names. White space, the order of keys and whether the author or <c>models pack</c> wrote <c>files</c> make no difference.
/// </summary>
public static class CanonicalManifest
{
    private const string FilesKey = "files";

    /// <summary>The canonical bytes of a manifest.</summary>
    /// <param name="manifest">The bytes of <c>model.json</c>.</param>
    /// <param name="files">Hashes by path of the files that it names outside of its variants.</param>
    /// <exception cref="ModelException">The manifest is not JSON.</exception>
    public static byte[] Write(ReadOnlyMemory<byte> manifest, IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        using var json = StrictJson.Parse(ManifestReader.FileName, manifest);
        using var bytes = new MemoryStream();
        var writer = new CanonicalJsonWriter(bytes);
        var names = json.RootElement.EnumerateObject().Select(member => member.Name).Where(name => name != FilesKey);
        if (files.Count > 0) names = names.Append(FilesKey);
        writer.Object(names, name =>
        {
            if (name == FilesKey) writer.Object(files.Keys, file => writer.Text(files[file]));
            else writer.Value(json.RootElement.GetProperty(name));
        });
        return bytes.ToArray();
    }

    /// <summary>The package's digest: <c>sha256:</c> and 64 hex digits.</summary>
    /// <param name="canonical">Canonical bytes.</param>
    public static string DigestOf(ReadOnlySpan<byte> canonical) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(canonical));
}
