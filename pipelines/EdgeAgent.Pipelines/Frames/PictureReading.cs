namespace EdgeAgent.Pipelines.Frames;

/// <summary>What was measured of one frame.</summary>
/// <param name="Brightness">Mean, 0..255.</param>
/// <param name="BlackShare">Part of the pixels looked at that are black, 0..1.</param>
/// <param name="WhiteShare">Part of the pixels looked at that are white, 0..1.</param>
/// <param name="Sharpness">Variance of the Laplacian.</param>
/// <param name="IsSame">Whether the pixels looked at are those of the frame before.</param>
internal readonly record struct PictureReading(double Brightness, double BlackShare, double WhiteShare, double Sharpness, bool IsSame);
