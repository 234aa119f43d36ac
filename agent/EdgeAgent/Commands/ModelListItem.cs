using EdgeAgent.Models.Packages;

namespace EdgeAgent.Commands;

/// <summary>One package in <c>models list --json</c>.</summary>
internal sealed record ModelListItem(string Name, int? Version, string Directory, string? Digest, IReadOnlyList<string> Variants, IReadOnlyList<string> Labels, string? Problem)
{
    /// <summary>Takes what matters of a repository entry.</summary>
    public static ModelListItem From(RepositoryEntry entry) => new(
        entry.Name, entry.Version, entry.Directory, entry.Package?.Digest,
        entry.Package is null ? [] : [.. entry.Package.Manifest.Variants.Keys],
        entry.Package?.Labels ?? [], entry.Problem);
}
