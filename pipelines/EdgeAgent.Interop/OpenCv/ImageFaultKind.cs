namespace EdgeAgent.Interop.OpenCv;

/// <summary>Why an image is not decoded.</summary>
public enum ImageFaultKind
{
    /// <summary>No image format that is read here.</summary>
    Unknown,

    /// <summary>It ends too early.</summary>
    Truncated,

    /// <summary>Its header or its data makes no sense.</summary>
    Damaged,

    /// <summary>More pixels than allowed.</summary>
    TooLarge,

    /// <summary>A kind of image that is not read: animated, floating point, BigTIFF.</summary>
    Unsupported,
}
