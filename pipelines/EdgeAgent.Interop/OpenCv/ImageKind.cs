namespace EdgeAgent.Interop.OpenCv;

/// <summary>File formats of still images that are read. Others never reach OpenCV, whatever it could open.</summary>
public enum ImageKind
{
    /// <summary>JPEG, baseline or progressive; gray, YCbCr, RGB or CMYK.</summary>
    Jpeg,

    /// <summary>PNG; of an animated one the first picture.</summary>
    Png,

    /// <summary>TIFF, up to 4 GB; of several pages the first.</summary>
    Tiff,

    /// <summary>Windows bitmap.</summary>
    Bmp,

    /// <summary>WebP, lossy or lossless, not animated.</summary>
    Webp,
}
