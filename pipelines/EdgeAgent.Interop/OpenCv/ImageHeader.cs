namespace EdgeAgent.Interop.OpenCv;

/// <summary>What the header of an image says, before anything is decoded.</summary>
/// <param name="Kind">The file format.</param>
/// <param name="Width">Stored pixels of a row, ≥ 1; with an orientation of 5 to 8 the picture is as high as this.</param>
/// <param name="Height">Stored rows, ≥ 1.</param>
/// <param name="Orientation">EXIF's and TIFF's number: 1 upright, 2 to 8 mirrored or turned.</param>
/// <param name="Pictures">Pictures in the file, as far as the header tells: pages of a TIFF; 1 otherwise.</param>
public readonly record struct ImageHeader(ImageKind Kind, int Width, int Height, int Orientation, int Pictures)
{
    /// <summary>Reads the header and checks that the file reaches to its end. Never reads outside the bytes, and allocates only for a fault.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="header">What it says, when this returns true.</param>
    /// <param name="fault">Why there is none, when this returns false.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ImageHeader header, out ImageFault? fault) =>
        ImageHeaderReader.TryRead(bytes, out header, out fault);
}
