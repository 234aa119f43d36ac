namespace EdgeAgent.Interop.OpenCv;

/// <summary>What the pixels of a decoded image are (<c>enum edge_pixels</c>).</summary>
public enum ImagePixels
{
    /// <summary>One byte a pixel, 0 black.</summary>
    Gray8 = 0,

    /// <summary>Two bytes a pixel in native order, 0 black.</summary>
    Gray16 = 1,

    /// <summary>Three bytes a pixel: blue, green, red.</summary>
    Bgr24 = 2,
}
