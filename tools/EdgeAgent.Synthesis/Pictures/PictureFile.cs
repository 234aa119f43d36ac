using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Synthesis.Commands;

namespace EdgeAgent.Synthesis.Pictures;

/// <summary>Writes pictures as PNG files.</summary>
internal sealed class PictureFile : IDisposable
{
    private readonly ImageFileEncoder _encoder = new();

    /// <summary>Writes 8-bit pixels, blue first.</summary>
    public void WriteColour(string path, ReadOnlySpan<byte> pixels, int width, int height) => Write(path, _encoder.Encode(pixels, width, height, 3 * width, ImagePixels.Bgr24, ImageEncoding.Png, 3));

    /// <summary>Writes 8-bit grey pixels.</summary>
    public void WriteGrey(string path, ReadOnlySpan<byte> pixels, int width, int height) => Write(path, _encoder.Encode(pixels, width, height, width, ImagePixels.Gray8, ImageEncoding.Png, 3));

    /// <inheritdoc/>
    public void Dispose() => _encoder.Dispose();

    private static void Write(string path, ReadOnlySpan<byte> file)
    {
        var bytes = file.ToArray();
        OutputFile.Write(path, partial => File.WriteAllBytes(partial, bytes));
    }
}
