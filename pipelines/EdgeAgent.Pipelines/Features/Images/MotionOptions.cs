using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>When a scene counts as moving.</summary>
public sealed record MotionOptions
{
    /// <summary>0 notices only what is strong, 1 also what is faint: the change of a cell's brightness that counts falls from 40 levels to 3.</summary>
    public double Sensitivity { get; init; } = 0.6;

    /// <summary>Part of the cells that are looked at that must change, 0..1. One cell always suffices where this is less.</summary>
    public double MinArea { get; init; } = 0.002;

    /// <summary>Frames that still pass after the last that moved, so that what stops is seen to stop.</summary>
    public int HoldFrames { get; init; } = 10;

    /// <summary>At the latest, so many frames after one that passed, another passes; 0 waits for ever.</summary>
    public int RefreshFrames { get; init; } = 300;

    /// <summary>Parts of the picture that don't count (a clock, a road, waving trees): edges as parts of the width and height, 0..1.</summary>
    public IReadOnlyList<ImageBox> Ignore { get; init; } = [];

    /// <summary>As <see cref="Ignore"/>, as polygons.</summary>
    public IReadOnlyList<Polygon> Masks { get; init; } = [];
}
