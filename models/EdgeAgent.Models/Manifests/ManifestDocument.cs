using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Manifests;

/// <summary>A manifest with what its reader knows beyond the contract.</summary>
/// <param name="Manifest">The contract.</param>
/// <param name="LabelFile">File of the labels inside the package, or null when they are inline.</param>
/// <param name="InlineLabels">Labels written in the manifest, or null when they are in a file.</param>
/// <param name="Stated">JSON paths of the keys that are present; the others have their defaults.</param>
internal sealed record ManifestDocument(
    ModelManifest Manifest,
    string? LabelFile,
    IReadOnlyList<string>? InlineLabels,
    IReadOnlySet<string> Stated);
