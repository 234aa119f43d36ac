namespace EdgeAgent.Core.Control.Inference;

/// <summary>A file for a model.</summary>
/// <param name="Model">Name of the package.</param>
/// <param name="Version">A number or a label; empty for the default.</param>
/// <param name="Content">The file's bytes, read to their end; still the caller's.</param>
/// <param name="Top">Labels of a window or picture at most, 1 to 1000.</param>
public sealed record PredictionRequest(string Model, string Version, Stream Content, int Top);
