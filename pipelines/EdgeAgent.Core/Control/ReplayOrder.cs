namespace EdgeAgent.Core.Control;

/// <summary>Recordings to replay.</summary>
/// <param name="Paths">Files and folders, absolute or below the first root.</param>
/// <param name="Model">The model; null for the pipeline's, or the default.</param>
/// <param name="Pipeline">The pipeline whose models and rules count; null for none.</param>
public sealed record ReplayOrder(IReadOnlyList<string> Paths, string? Model, string? Pipeline);
