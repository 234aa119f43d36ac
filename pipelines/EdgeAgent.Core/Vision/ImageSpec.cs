namespace EdgeAgent.Core.Vision;

/// <summary>
/// What the manifest says of an image input (<c>input.kind</c> is <c>image</c>). Null where it is silent: the resolver then asks the
/// model file and the family's usual values. A value of the tensor is (pixel · scale − mean) / std, with the pixel at 0..255.
/// </summary>
public sealed record ImageSpec
{
    /// <summary>How larger pictures are cut; null looks at them whole.</summary>
    public TileSpec? Tiles { get; init; }

    /// <summary>Width of the model's input, pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Height of the model's input, pixels.</summary>
    public int? Height { get; init; }

    /// <summary>How an image gets that size.</summary>
    public ImageResize? Resize { get; init; }

    /// <summary>Where a letterboxed image lies.</summary>
    public ImageAlignment? Align { get; init; }

    /// <summary>What fills the rest of a letterbox: a pixel value 0..255, before scale, mean and std.</summary>
    public float? Pad { get; init; }

    /// <summary>With <c>crop</c>: the length to which the shorter side is resized before the middle is cut out; at least the longer side of the input.</summary>
    public int? ShortSide { get; init; }

    /// <summary>How pixels between pixels are made.</summary>
    public ImageInterpolation? Interpolation { get; init; }

    /// <summary>Channels and their order.</summary>
    public ColorOrder? Color { get; init; }

    /// <summary>Factor on pixel values.</summary>
    public double? Scale { get; init; }

    /// <summary>Subtracted after scaling: one number, or one a channel in the tensor's order.</summary>
    public IReadOnlyList<double>? Mean { get; init; }

    /// <summary>Divides what is left: one number, or one a channel in the tensor's order.</summary>
    public IReadOnlyList<double>? Std { get; init; }

    /// <summary>Where the channels stand.</summary>
    public TensorLayout? Layout { get; init; }

    /// <summary>Number type of the tensor.</summary>
    public PixelType? Type { get; init; }

    /// <summary>Name of a second input that takes the size of the original image; null when there is none.</summary>
    public string? SizeTensor { get; init; }

    /// <summary>Order of the two numbers in <see cref="SizeTensor"/>.</summary>
    public SizeOrder? SizeOrder { get; init; }
}
