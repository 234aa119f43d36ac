namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>How a large image is cut into tiles.</summary>
public sealed record TileOptions
{
    /// <summary>Width of a tile, source pixels ≥ 1.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Height of a tile.</summary>
    public int Height { get; init; } = 640;

    /// <summary>Part of a tile that it shares with the next, 0..0.9. As long as the largest object, every object lies whole in some tile.</summary>
    public double Overlap { get; init; } = 0.2;

    /// <summary>Tiles in which no part varies by more than this many levels (standard deviation) hold nothing and are skipped; 0 skips none.</summary>
    public double EmptyBelow { get; init; }

    /// <summary>Whether the whole image is looked at as well, for objects larger than a tile.</summary>
    public bool FullFrame { get; init; }
}
