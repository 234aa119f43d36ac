namespace EdgeAgent.Interop.OpenCv;

/// <summary>Draws boxes with labels into pixels: the annotated picture of an event.</summary>
public static unsafe class BoxDrawing
{
    /// <summary>Longest label that is drawn, characters.</summary>
    public const int MaxLabel = 60;

    // Far outside any image, and far enough from where edge + size no longer fits an int.
    private const int Far = 1 << 20;

    /// <summary>Draws the boxes in their order.</summary>
    /// <param name="pixels">Blue, green, red; rows from the top, <paramref name="stride"/> bytes apart.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    /// <param name="boxes">What to draw.</param>
    /// <exception cref="OpenCvException">OpenCV failed.</exception>
    /// <exception cref="Native.NativeLibraryException">OpenCV is missing.</exception>
    public static void Draw(Span<byte> pixels, int width, int height, int stride, ReadOnlySpan<DrawnBox> boxes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 3L * width);
        ArgumentOutOfRangeException.ThrowIfLessThan((long)pixels.Length, ((height - 1L) * stride) + (3L * width), nameof(pixels));
        var api = OpenCvApi.Instance;
        var label = stackalloc byte[MaxLabel + 1];
        fixed (byte* data = pixels)
        {
            foreach (var box in boxes)
            {
                var (left, right) = Clamp(box.X, box.Width);
                var (top, bottom) = Clamp(box.Y, box.Height);
                Write(box.Label, label);
                var drawn = new NativeBox
                {
                    X = left,
                    Y = top,
                    Width = right - left,
                    Height = bottom - top,
                    Blue = (byte)box.Rgb,
                    Green = (byte)(box.Rgb >> 8),
                    Red = (byte)(box.Rgb >> 16),
                    Thickness = (byte)Math.Clamp(box.Thickness, 1, byte.MaxValue),
                    Label = label,
                };
                api.Check(api.DrawBoxes(data, stride, width, height, &drawn, 1), "A box could not be drawn");
            }
        }
    }

    private static (int From, int To) Clamp(int from, int length) =>
        (Math.Clamp(from, -Far, Far), (int)Math.Clamp((long)from + length, -Far, Far));

    private static void Write(string? text, byte* label)
    {
        var length = Math.Min(text?.Length ?? 0, MaxLabel);
        for (var i = 0; i < length; i++) label[i] = text![i] is >= ' ' and <= '~' ? (byte)text[i] : (byte)'?';
        label[length] = 0;
    }
}
