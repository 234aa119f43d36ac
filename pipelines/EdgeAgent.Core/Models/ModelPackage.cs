namespace EdgeAgent.Core.Models;

/// <summary>A model package on disk whose manifest has been read.</summary>
/// <param name="Directory">Absolute path of the package's folder.</param>
/// <param name="Manifest">Its contract.</param>
/// <param name="Digest">SHA-256 of <c>model.json</c>'s bytes: <c>sha256:</c> and 64 hex digits. The manifest holds every model file's hash.</param>
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
