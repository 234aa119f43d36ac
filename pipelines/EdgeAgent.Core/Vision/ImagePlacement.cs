namespace EdgeAgent.Core.Vision;

/// <summary>
/// Which part of a source image lies where in a model's input: the transform of letterbox, stretch, crop and tiles, and its inverse for boxes.
/// Coordinates are pixel edges: source x maps to <c>X + (x − SourceX) · Width / SourceWidth</c>.
/// </summary>
/// <param name="SourceX">Left edge of the part, source pixels; may lie between pixels.</param>
/// <param name="SourceY">Upper edge of the part.</param>
/// <param name="SourceWidth">Width of the part, &gt; 0.</param>
/// <param name="SourceHeight">Height of the part, &gt; 0.</param>
/// <param name="X">First column of the input that holds the part; columns before it are padding.</param>
/// <param name="Y">First row of the input that holds the part.</param>
/// <param name="Width">Columns that hold it, ≥ 1.</param>
/// <param name="Height">Rows that hold it, ≥ 1.</param>
public readonly record struct ImagePlacement(float SourceX, float SourceY, float SourceWidth, float SourceHeight, int X, int Y, int Width, int Height)
{
    /// <summary>Input pixels a source pixel, horizontally.</summary>
    public float ScaleX => Width / SourceWidth;

    /// <summary>Input pixels a source pixel, vertically.</summary>
    public float ScaleY => Height / SourceHeight;

    /// <summary>Places a whole image.</summary>
    /// <param name="input">The model's input.</param>
    /// <param name="sourceWidth">Width of the image, ≥ 1.</param>
    /// <param name="sourceHeight">Height of the image, ≥ 1.</param>
    public static ImagePlacement Of(ImageInput input, int sourceWidth, int sourceHeight) => Of(input, 0, 0, sourceWidth, sourceHeight);

    /// <summary>Places a part of an image, such as a tile or an object's surroundings.</summary>
    /// <param name="input">The model's input.</param>
    /// <param name="left">First column of the part.</param>
    /// <param name="top">First row of the part.</param>
    /// <param name="width">Columns of the part, ≥ 1.</param>
    /// <param name="height">Rows of the part, ≥ 1.</param>
    public static ImagePlacement Of(ImageInput input, int left, int top, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        switch (input.Resize)
        {
            case ImageResize.Letterbox:
            {
                var scale = Math.Min((double)input.Width / width, (double)input.Height / height);
                var columns = Math.Clamp((int)Math.Round(width * scale), 1, input.Width);
                var rows = Math.Clamp((int)Math.Round(height * scale), 1, input.Height);
                var centered = input.Align == ImageAlignment.Center;
                return new ImagePlacement(left, top, width, height, centered ? (input.Width - columns) / 2 : 0, centered ? (input.Height - rows) / 2 : 0, columns, rows);
            }

            case ImageResize.Crop:
            {
                var scale = Math.Max((double)input.Width / width, (double)input.Height / height);
                if (input.ShortSide is { } side) scale = Math.Max(scale, (double)side / Math.Min(width, height));

                // The middle in whole pixels of the resized image, as the libraries that models are trained with cut it.
                var columns = Math.Max(input.Width, (int)Math.Round(width * scale));
                var rows = Math.Max(input.Height, (int)Math.Round(height * scale));
                var (across, down) = ((double)width / columns, (double)height / rows);
                return new ImagePlacement(
                    (float)(left + ((columns - input.Width) / 2 * across)), (float)(top + ((rows - input.Height) / 2 * down)),
                    (float)(input.Width * across), (float)(input.Height * down), 0, 0, input.Width, input.Height);
            }

            default:
                return new ImagePlacement(left, top, width, height, 0, 0, input.Width, input.Height);
        }
    }

    /// <summary>A box of the model's input, in source pixels; not clipped.</summary>
    public ImageBox ToSource(in ImageBox box)
    {
        var (across, down) = (SourceWidth / Width, SourceHeight / Height);
        return new ImageBox(
            SourceX + ((box.Left - X) * across), SourceY + ((box.Top - Y) * down),
            SourceX + ((box.Right - X) * across), SourceY + ((box.Bottom - Y) * down));
    }

    /// <summary>A box of the source, in pixels of the model's input; not clipped.</summary>
    public ImageBox ToInput(in ImageBox box)
    {
        var (across, down) = (ScaleX, ScaleY);
        return new ImageBox(
            X + ((box.Left - SourceX) * across), Y + ((box.Top - SourceY) * down),
            X + ((box.Right - SourceX) * across), Y + ((box.Bottom - SourceY) * down));
    }
}
