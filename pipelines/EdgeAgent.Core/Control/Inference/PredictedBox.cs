namespace EdgeAgent.Core.Control.Inference;

/// <summary>A box in pixels of the picture.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public sealed record PredictedBox(double X, double Y, double Width, double Height);
