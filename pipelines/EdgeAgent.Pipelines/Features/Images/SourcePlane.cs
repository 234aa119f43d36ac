namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>A plane of a frame.</summary>
/// <param name="Offset">Byte at which it begins.</param>
/// <param name="Stride">Bytes from one row to the next.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Elements">Elements of a row that hold pixels.</param>
/// <param name="IsChroma">Whether its rows are halved.</param>
/// <param name="IsWide">Whether an element has 16 bits.</param>
internal readonly record struct SourcePlane(int Offset, int Stride, int Rows, int Elements, bool IsChroma, bool IsWide);
