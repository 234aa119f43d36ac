using System.Buffers.Binary;

namespace EdgeAgent.Interop.OpenCv;

/// <summary>Tells image formats apart by their first bytes and reads their headers.</summary>
internal static class ImageHeaderReader
{
    /// <summary>Of one side: beyond this every format's own limits or OpenCV's (2^20) refuse it.</summary>
    public const int MaxSide = 1 << 20;

    /// <inheritdoc cref="ImageHeader.TryRead"/>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ImageHeader header, out ImageFault? fault)
    {
        header = default;
        fault = Read(bytes, out header);
        if (fault is null && (header.Width is < 1 or > MaxSide || header.Height is < 1 or > MaxSide))
            fault = new ImageFault(ImageFaultKind.Damaged, $"says that it has {header.Width}×{header.Height} pixels, which no image has; it is damaged");
        return fault is null;
    }

    /// <summary>The fault of a file that ends too early.</summary>
    public static ImageFault Truncated(string kind) => new(ImageFaultKind.Truncated, $"is a {kind} that is cut short; copy or save it again");

    /// <summary>The fault of a file whose header makes no sense.</summary>
    public static ImageFault Damaged(string kind) => new(ImageFaultKind.Damaged, $"is a {kind} with a damaged header; copy or save it again");

    private static ImageFault? Read(ReadOnlySpan<byte> bytes, out ImageHeader header)
    {
        header = default;
        if (bytes.IsEmpty) return new ImageFault(ImageFaultKind.Truncated, "is empty");
        if (bytes is [0xFF, 0xD8, 0xFF, ..]) return JpegHeader.Read(bytes, out header);
        if (bytes is [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..]) return ReadPng(bytes, out header);
        if (bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8)) return TiffHeader.Read(bytes, out header);
        if (bytes.StartsWith("II+\0"u8) || bytes.StartsWith("MM\0+"u8)) return new ImageFault(ImageFaultKind.Unsupported, "is a BigTIFF, which is not read here; save it as a plain TIFF or as a PNG");
        if (bytes.StartsWith("BM"u8)) return ReadBmp(bytes, out header);
        if (bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 && bytes[8..].StartsWith("WEBP"u8)) return WebpHeader.Read(bytes, out header);
        if (bytes.StartsWith("GIF8"u8)) return new ImageFault(ImageFaultKind.Unsupported, "is a GIF, which is not read here; save its pictures as PNG, or give an animation as video");
        return new ImageFault(ImageFaultKind.Unknown, "is neither JPEG nor PNG, TIFF, BMP or WebP; convert it to one of these");
    }

    // PNG (ISO/IEC 15948) 5.3 and 11.2.2: chunks of length, type, data, CRC; IHDR first, IEND last.
    private static ImageFault? ReadPng(ReadOnlySpan<byte> bytes, out ImageHeader header)
    {
        header = default;
        if (bytes.Length < 33) return Truncated("PNG");
        if (!bytes[12..].StartsWith("IHDR"u8)) return Damaged("PNG");
        header = new ImageHeader(ImageKind.Png, BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..]), 1, 1);
        for (var rest = bytes[8..]; rest.Length >= 12;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (rest[4..].StartsWith("IEND"u8)) return null;
            if (length > rest.Length - 12) break;
            rest = rest[((int)length + 12)..];
        }

        return Truncated("PNG");
    }

    // BITMAPFILEHEADER and BITMAPCOREHEADER (12 bytes, 16-bit sizes) or BITMAPINFOHEADER and later; a negative height is a picture from the top.
    private static ImageFault? ReadBmp(ReadOnlySpan<byte> bytes, out ImageHeader header)
    {
        header = default;
        if (bytes.Length < 34) return Truncated("BMP");
        var size = BinaryPrimitives.ReadInt32LittleEndian(bytes[14..]);
        long width, height;
        if (size == 12)
        {
            (width, height) = (BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[20..]));
        }
        else if (size >= 40)
        {
            (width, height) = (BinaryPrimitives.ReadInt32LittleEndian(bytes[18..]), Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(bytes[22..])));
        }
        else
        {
            return Damaged("BMP");
        }

        header = new ImageHeader(ImageKind.Bmp, (int)Math.Clamp(width, -1, int.MaxValue), (int)Math.Min(height, int.MaxValue), 1, 1);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(size == 12 ? 24 : 28)..]);
        var packed = size >= 40 && BinaryPrimitives.ReadInt32LittleEndian(bytes[30..]) is 1 or 2;
        // Uncompressed pixels have a length that the header foretells: rows of bits, rounded up to 4 bytes.
        var pixels = ((width * bits) + 31) / 32 * 4 * height;
        var start = BinaryPrimitives.ReadUInt32LittleEndian(bytes[10..]);
        return !packed && width > 0 && height > 0 && bytes.Length - (long)start < pixels ? Truncated("BMP") : null;
    }
}
