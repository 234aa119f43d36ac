namespace EdgeAgent.Core.Models;

/// <summary>A model package on disk whose manifest has been read.</summary>
/// <param name="Directory">Absolute path of the package's folder.</param>
/// <param name="Manifest">Its contract.</param>
/// <param name="Digest">SHA-256 of the canonical manifest: <c>sha256:</c> and 64 hex digits. It holds the hash of every file that the manifest names, so no file can change without it.</param>
/// <param name="Labels">Display names by class index.</param>
public sealed record ModelPackage(string Directory, ModelManifest Manifest, string Digest, IReadOnlyList<string> Labels)
{
    /// <summary>Absolute path of a variant's file.</summary>
    public string PathOf(ModelVariant variant)
    {
        ArgumentNullException.ThrowIfNull(variant);
        return Path.Combine(Directory, variant.File);
    }
}
