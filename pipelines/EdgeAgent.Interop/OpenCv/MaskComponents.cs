namespace EdgeAgent.Interop.OpenCv;

/// <summary>Connected components of masks.</summary>
public static unsafe class MaskComponents
{
    /// <summary>Finds the components of all pixels that are not 0, in the order of their first pixels.</summary>
    /// <param name="mask">One byte a pixel, rows without padding.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="found">Takes as many components as it has room for.</param>
    /// <param name="minArea">Smaller ones, in pixels, are left out.</param>
    /// <param name="corners">Whether pixels that touch at a corner belong together (8-connected) or only at a side (4-connected).</param>
    /// <param name="labels">Takes the component's number of each pixel, 0 for none; empty when nobody asks.</param>
    /// <returns>How many there are; more than <paramref name="found"/> has room for when it was too small.</returns>
    /// <exception cref="OpenCvException">OpenCV failed.</exception>
    /// <exception cref="Native.NativeLibraryException">OpenCV is missing.</exception>
    public static int Find(ReadOnlySpan<byte> mask, int width, int height, Span<MaskComponent> found, int minArea = 1, bool corners = true, Span<int> labels = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan((long)mask.Length, (long)width * height, nameof(mask));
        if (!labels.IsEmpty) ArgumentOutOfRangeException.ThrowIfLessThan((long)labels.Length, (long)width * height, nameof(labels));
        var api = OpenCvApi.Instance;
        var count = 0;
        fixed (byte* pixels = mask)
        fixed (MaskComponent* components = found)
        fixed (int* numbers = labels)
        {
            var image = new NativeImage { Data = pixels, Stride = width, Width = width, Height = height, Pixels = (int)ImagePixels.Gray8 };
            api.Check(api.Components(&image, corners ? 8 : 4, minArea, components, found.Length, &count, numbers), "The components of a mask could not be found");
        }

        return count;
    }
}
