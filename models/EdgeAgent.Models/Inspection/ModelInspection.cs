using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Inspection;

/// <summary>Everything that <c>models inspect</c> shows of a package.</summary>
/// <param name="Name">Package name.</param>
/// <param name="Version">Package version.</param>
/// <param name="Directory">Its folder.</param>
/// <param name="Digest">Digest of its manifest.</param>
/// <param name="Description">For people, or null.</param>
/// <param name="License">Licence of the weights, or null.</param>
/// <param name="Origin">Where the model comes from, or null.</param>
/// <param name="Choices">The values in use, each with its reason.</param>
/// <param name="Labels">Labels by class index with their rules.</param>
/// <param name="Variants">The model files.</param>
/// <param name="Golden">Golden cases.</param>
public sealed record ModelInspection(
    string Name,
    int Version,
    string Directory,
    string Digest,
    string? Description,
    string? License,
    string? Origin,
    IReadOnlyList<InspectedChoice> Choices,
    IReadOnlyList<InspectedLabel> Labels,
    IReadOnlyList<InspectedVariant> Variants,
    IReadOnlyList<GoldenCase> Golden);
