namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>Where one component of the source pixels (or three that lie beside each other) stands in a plane.</summary>
/// <param name="Plane">Index of the plane.</param>
/// <param name="Step">Elements from one value to the next.</param>
/// <param name="Offset">Element of the first value.</param>
/// <param name="IsChroma">Whether its columns are halved.</param>
/// <param name="IsTriple">Whether it is three components.</param>
internal readonly record struct SourceComponent(int Plane, int Step, int Offset, bool IsChroma, bool IsTriple);
