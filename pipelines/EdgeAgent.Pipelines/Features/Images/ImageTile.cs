using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>A part of a large image that goes through the model by itself, and the core of it, whose objects it owns. Cores cover the image without overlap.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="CoreLeft">Left edge of the core; the outermost tiles own what lies beyond the image's edge too.</param>
/// <param name="CoreTop">Upper edge of the core.</param>
/// <param name="CoreRight">Right edge of the core; what lies on it belongs to the next tile.</param>
/// <param name="CoreBottom">Lower edge of the core.</param>
public readonly record struct ImageTile(int Left, int Top, int Width, int Height, float CoreLeft, float CoreTop, float CoreRight, float CoreBottom)
{
    /// <summary>Whether the box's centre lies in the core: of all tiles exactly one says so, which is what makes counts right.</summary>
    public bool Owns(in ImageBox box) => box.CenterX >= CoreLeft && box.CenterX < CoreRight && box.CenterY >= CoreTop && box.CenterY < CoreBottom;
}
