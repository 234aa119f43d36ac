namespace EdgeAgent.Core.Vision;

/// <summary>A box in an image, in pixels from the top left corner of its top left pixel; a pixel is 1 wide and high.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Upper edge.</param>
/// <param name="Right">Right edge, ≥ <paramref name="Left"/>.</param>
/// <param name="Bottom">Lower edge, ≥ <paramref name="Top"/>.</param>
public readonly record struct ImageBox(float Left, float Top, float Right, float Bottom)
{
    /// <summary>Width in pixels; 0 for a box that is inside out.</summary>
    public float Width => Math.Max(0, Right - Left);

    /// <summary>Height in pixels; 0 for a box that is inside out.</summary>
    public float Height => Math.Max(0, Bottom - Top);

    /// <summary>Area in square pixels.</summary>
    public float Area => Width * Height;

    /// <summary>Horizontal middle.</summary>
    public float CenterX => 0.5f * (Left + Right);

    /// <summary>Vertical middle.</summary>
    public float CenterY => 0.5f * (Top + Bottom);

    /// <summary>A box from its middle and size.</summary>
    public static ImageBox FromCenter(float x, float y, float width, float height) =>
        new(x - (0.5f * width), y - (0.5f * height), x + (0.5f * width), y + (0.5f * height));

    /// <summary>Intersection over union with another box, 0..1; 0 where both are empty.</summary>
    public float Iou(in ImageBox other)
    {
        var shared = Shared(other);
        var union = Area + other.Area - shared;
        return union > 0 ? shared / union : 0;
    }

    /// <summary>Area that two boxes share.</summary>
    public float Shared(in ImageBox other) =>
        Math.Max(0, Math.Min(Right, other.Right) - Math.Max(Left, other.Left)) * Math.Max(0, Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top));

    /// <summary>What of the box lies within an image.</summary>
    /// <param name="width">Width of the image.</param>
    /// <param name="height">Height of the image.</param>
    public ImageBox Within(float width, float height) =>
        new(Math.Clamp(Left, 0, width), Math.Clamp(Top, 0, height), Math.Clamp(Right, 0, width), Math.Clamp(Bottom, 0, height));
}
