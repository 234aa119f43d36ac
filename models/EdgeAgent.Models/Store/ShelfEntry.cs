using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Store;

/// <summary>A version that lies on the box, usable or not.</summary>
/// <param name="Name">Package name, by its folder.</param>
/// <param name="Version">Version, by its folder.</param>
/// <param name="Directory">Absolute path.</param>
/// <param name="IsShipped">Whether it lies in the repository that the agent was installed with.</param>
/// <param name="Package">The package; its large files were not hashed. Null when it can't be used.</param>
/// <param name="Problem">Why it can't be used, one sentence, or null.</param>
public sealed record ShelfEntry(string Name, int Version, string Directory, bool IsShipped, ModelPackage? Package, string? Problem);
