namespace EdgeAgent.Core.Vision;

/// <summary>How a package wants large pictures cut (<c>input.tiles</c>): its model knows objects at one scale.</summary>
/// <param name="Width">Width of a tile in pixels of the picture, ≥ 1.</param>
/// <param name="Height">Height of a tile.</param>
/// <param name="Overlap">Part of a tile that it shares with the next, 0..0.9.</param>
/// <param name="EmptyBelow">Tiles that vary by no more levels than this are skipped; 0 skips none.</param>
public sealed record TileSpec(int Width, int Height, double Overlap, double EmptyBelow);
