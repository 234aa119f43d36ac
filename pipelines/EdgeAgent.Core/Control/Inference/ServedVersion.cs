namespace EdgeAgent.Core.Control.Inference;

/// <summary>A version of a model on the box, as the index of its repository lists it.</summary>
/// <param name="Name">Name of the package.</param>
/// <param name="Version">Version of the package.</param>
/// <param name="IsReady">Whether a request for it would be answered.</param>
/// <param name="Reason">Why not; empty where it is ready.</param>
public sealed record ServedVersion(string Name, int Version, bool IsReady, string Reason);
