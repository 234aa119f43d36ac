namespace EdgeAgent.Core.Vision;

/// <summary>Connected pixels of one class in a mask.</summary>
/// <param name="Box">The smallest box around them.</param>
/// <param name="ClassIndex">Index of their label.</param>
/// <param name="Score">Mean score of its pixels.</param>
/// <param name="Pixels">How many pixels of the model's output it has.</param>
/// <param name="CenterX">Mean of its pixels' middles, horizontally; in the units of the box.</param>
/// <param name="CenterY">Mean of its pixels' middles, vertically.</param>
public readonly record struct ImageComponent(ImageBox Box, int ClassIndex, float Score, int Pixels, float CenterX, float CenterY);
