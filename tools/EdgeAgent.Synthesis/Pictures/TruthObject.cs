namespace EdgeAgent.Synthesis.Pictures;

/// <summary>One object that is in a picture.</summary>
/// <param name="Label">Its class, by position among the labels.</param>
/// <param name="X">Left edge of its box in pixels.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Width">Width of the box.</param>
/// <param name="Height">Height of the box.</param>
internal readonly record struct TruthObject(int Label, double X, double Y, double Width, double Height);
