namespace EdgeAgent.Core.Vision;

/// <summary>How an image is given to a model, with nothing left open. A value of the tensor is (pixel · scale − mean) / std, with the pixel at 0..255.</summary>
/// <param name="Tensor">Name of the input tensor.</param>
/// <param name="Width">Width of the input, pixels ≥ 1.</param>
/// <param name="Height">Height of the input, pixels ≥ 1.</param>
public sealed record ImageInput(string Tensor, int Width, int Height)
{
    /// <summary>How an image gets the input's size.</summary>
    public ImageResize Resize { get; init; } = ImageResize.Letterbox;

    /// <summary>Where a letterboxed image lies.</summary>
    public ImageAlignment Align { get; init; } = ImageAlignment.Center;

    /// <summary>What fills the rest of a letterbox: a pixel value 0..255, before scale, mean and std.</summary>
    public float Pad { get; init; } = 114;

    /// <summary>With <see cref="ImageResize.Crop"/>: the length to which the shorter side is resized before the middle is cut out; null: so that the input is just covered.</summary>
    public int? ShortSide { get; init; }

    /// <summary>How pixels between pixels are made.</summary>
    public ImageInterpolation Interpolation { get; init; } = ImageInterpolation.Bilinear;

    /// <summary>Channels and their order.</summary>
    public ColorOrder Color { get; init; } = ColorOrder.Rgb;

    /// <summary>Channels of the tensor: 1 for gray, else 3.</summary>
    public int Channels => Color == ColorOrder.Gray ? 1 : 3;

    /// <summary>Factor on pixel values.</summary>
    public double Scale { get; init; } = 1.0 / 255;

    /// <summary>Subtracted after scaling, one a channel in the tensor's order.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0, 0, 0];

    /// <summary>Divides what is left, one a channel in the tensor's order.</summary>
    public IReadOnlyList<double> Std { get; init; } = [1, 1, 1];

    /// <summary>Where the channels stand.</summary>
    public TensorLayout Layout { get; init; } = TensorLayout.Nchw;

    /// <summary>Number type of the tensor.</summary>
    public PixelType Type { get; init; } = PixelType.Single32;

    /// <summary>Name of a second input that takes the size of the original image, or null.</summary>
    public string? SizeTensor { get; init; }

    /// <summary>Order of the two numbers in <see cref="SizeTensor"/>.</summary>
    public SizeOrder SizeOrder { get; init; } = SizeOrder.WidthHeight;
}
