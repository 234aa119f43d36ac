using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Packages;

/// <summary>One version folder of a repository, usable or not.</summary>
/// <param name="Name">Name of the package's folder.</param>
/// <param name="Version">Version by its folder's name; null when that is not a version number.</param>
/// <param name="Directory">Absolute path.</param>
/// <param name="Package">The opened package, or null when it can't be used.</param>
/// <param name="Problem">Why it can't be used, or null.</param>
public sealed record RepositoryEntry(string Name, int? Version, string Directory, ModelPackage? Package, string? Problem);
