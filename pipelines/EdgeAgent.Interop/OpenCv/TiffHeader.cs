using System.Buffers.Binary;

namespace EdgeAgent.Interop.OpenCv;

/// <summary>Reads the directories of a TIFF (revision 6.0, section 2), which EXIF uses too.</summary>
internal static class TiffHeader
{
    private const ushort WidthTag = 256, HeightTag = 257, StripOffsets = 273, OrientationTag = 274, StripBytes = 279, TileWidth = 322, TileHeight = 323, TileOffsets = 324, TileBytes = 325;
    private const ushort Short = 3, Long = 4;
    private const int MaxPages = 4096;

    /// <summary>Reads the header of a TIFF file.</summary>
    /// <returns>Null when it makes sense and the file is whole.</returns>
    public static ImageFault? Read(ReadOnlySpan<byte> bytes, out ImageHeader header)
    {
        header = default;
        if (bytes.Length < 8) return ImageHeaderReader.Truncated("TIFF");
        var isBig = bytes[0] == 'M';
        var first = U32(bytes[4..], isBig);
        if (!TryDirectory(bytes, first, isBig, out var entries, out var next)) return ImageHeaderReader.Truncated("TIFF");
        long width = Value(entries, WidthTag, isBig, 0), height = Value(entries, HeightTag, isBig, 0);
        var orientation = (int)Value(entries, OrientationTag, isBig, 1);
        // A tile is decoded as a whole: a small image of one huge tile would take its memory.
        long tileWidth = Value(entries, TileWidth, isBig, 0), tileHeight = Value(entries, TileHeight, isBig, 0);
        if (tileWidth * tileHeight > 4096L * 4096) return new ImageFault(ImageFaultKind.TooLarge, $"is a TIFF with tiles of {tileWidth}×{tileHeight} pixels, more than 4096×4096; save it in strips");
        if (!HoldsData(bytes, entries, isBig, StripOffsets, StripBytes) || !HoldsData(bytes, entries, isBig, TileOffsets, TileBytes)) return ImageHeaderReader.Truncated("TIFF");

        var pages = 1;
        while (next != 0 && pages < MaxPages && TryDirectory(bytes, next, isBig, out _, out next)) pages++;
        header = new ImageHeader(ImageKind.Tiff, (int)Math.Min(width, int.MaxValue), (int)Math.Min(height, int.MaxValue), orientation is >= 1 and <= 8 ? orientation : 1, pages);
        return null;
    }

    /// <summary>The orientation that EXIF data, a TIFF without pictures, tell; 1 where they don't.</summary>
    public static int Orientation(ReadOnlySpan<byte> exif)
    {
        if (exif.Length < 8 || !(exif.StartsWith("II*\0"u8) || exif.StartsWith("MM\0*"u8))) return 1;
        var isBig = exif[0] == 'M';
        if (!TryDirectory(exif, U32(exif[4..], isBig), isBig, out var entries, out _)) return 1;
        var orientation = Value(entries, OrientationTag, isBig, 1);
        return orientation is >= 1 and <= 8 ? (int)orientation : 1;
    }

    // A count, entries of 12 bytes, and where the next directory is.
    private static bool TryDirectory(ReadOnlySpan<byte> bytes, uint at, bool isBig, out ReadOnlySpan<byte> entries, out uint next)
    {
        entries = default;
        next = 0;
        if (at > bytes.Length - 2) return false;
        var count = U16(bytes[(int)at..], isBig);
        var from = at + 2L;
        if (from + (count * 12L) > bytes.Length) return false;
        entries = bytes.Slice((int)from, count * 12);
        var end = from + (count * 12L);
        next = end + 4 <= bytes.Length ? U32(bytes[(int)end..], isBig) : 0;
        return true;
    }

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> entries, ushort tag, bool isBig)
    {
        for (var i = 0; i < entries.Length; i += 12)
            if (U16(entries[i..], isBig) == tag) return entries.Slice(i, 12);
        return default;
    }

    private static long Value(ReadOnlySpan<byte> entries, ushort tag, bool isBig, long fallback)
    {
        var entry = Find(entries, tag, isBig);
        if (entry.IsEmpty) return fallback;
        return U16(entry[2..], isBig) == Short ? U16(entry[8..], isBig) : U32(entry[8..], isBig);
    }

    // Every strip or tile must lie within the file.
    private static bool HoldsData(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> entries, bool isBig, ushort offsetsTag, ushort bytesTag)
    {
        ReadOnlySpan<byte> offsets = Find(entries, offsetsTag, isBig), lengths = Find(entries, bytesTag, isBig);
        if (offsets.IsEmpty || lengths.IsEmpty) return true;
        var count = Math.Min(U32(offsets[4..], isBig), U32(lengths[4..], isBig));
        for (uint i = 0; i < count; i++)
        {
            if (!TryItem(bytes, offsets, i, isBig, out var from) || !TryItem(bytes, lengths, i, isBig, out var length)) return false;
            if ((long)from + length > bytes.Length) return false;
        }

        return true;
    }

    // Up to 4 bytes stand in the entry itself, more of them where it points to.
    private static bool TryItem(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> entry, uint index, bool isBig, out uint value)
    {
        value = 0;
        var size = U16(entry[2..], isBig) switch { Short => 2, Long => 4, _ => 0 };
        var count = U32(entry[4..], isBig);
        if (size == 0 || index >= count) return false;
        var items = entry[8..];
        if (count * (long)size > 4)
        {
            var at = U32(entry[8..], isBig);
            if (at + (count * (long)size) > bytes.Length) return false;
            items = bytes[(int)at..];
        }

        value = size == 2 ? U16(items[((int)index * 2)..], isBig) : U32(items[((int)index * 4)..], isBig);
        return true;
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, bool isBig) => isBig ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes, bool isBig) => isBig ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
