namespace EdgeAgent.Interop.OpenCv;

/// <summary>How images are decoded.</summary>
public sealed record ImageDecodeOptions
{
    /// <summary>Pixels that are allowed when nothing else is said: 50 million, 150 MB as colour (and as much again while a progressive JPEG is decoded).</summary>
    public const long DefaultMaxPixels = 50_000_000;

    /// <summary>The defaults.</summary>
    public static ImageDecodeOptions Default { get; } = new();

    /// <summary>Larger images are refused by their header, before memory is taken for them.</summary>
    public long MaxPixels { get; init; } = DefaultMaxPixels;

    /// <summary>Whether a picture is turned upright as EXIF or TIFF says. Off where boxes must be in the pixels as they are stored.</summary>
    public bool ApplyOrientation { get; init; } = true;
}
