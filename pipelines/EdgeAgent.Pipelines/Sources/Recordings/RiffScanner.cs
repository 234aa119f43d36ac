using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>Walks the chunks of a RIFF/RF64/BW64 or Sony W64 file by bounded reads: no chunk length is believed beyond the end of the file,
/// no chunk is read beyond a fixed size, and no file has more than a fixed number of chunks.</summary>
internal static class RiffScanner
{
    private const int MostChunks = 4096;
    private const int MostGuanoBytes = 1 << 20;
    private const int BextBytes = 602;
    private const int MostHarpBytes = 56 + (65_535 * 32);

    /// <summary>Scans a file; null when it is none of these formats.</summary>
    /// <exception cref="IOException">The medium failed.</exception>
    public static RiffScan? Scan(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        Span<byte> head = stackalloc byte[40];
        var read = ReadAt(file, head, 0);
        if (read >= 12 && Is(head[8..], "WAVE") && (Is(head, "RIFF") || Is(head, "RF64") || Is(head, "BW64")))
            return Walk(file, length, start: 12, headerBytes: 8);
        if (read >= 40 && Is(head, "riff") && Is(head[24..], "wave"))
            return Walk(file, length, start: 40, headerBytes: 24);
        return null;
    }

    /// <summary>Reads until the room is full or the file ends.</summary>
    public static int ReadAt(SafeFileHandle file, Span<byte> room, long offset)
    {
        var total = 0;
        while (total < room.Length)
        {
            var read = RandomAccess.Read(file, room[total..], offset + total);
            if (read == 0) break;
            total += read;
        }

        return total;
    }

    private static RiffScan Walk(SafeFileHandle file, long length, long start, int headerBytes)
    {
        var scan = new RiffScan();
        var wide = headerBytes == 24;
        var longDataLength = 0L;
        var at = start;
        var previousSizeIsOdd = false;
        Span<byte> header = stackalloc byte[24];
        for (var chunk = 0; chunk < MostChunks && at + headerBytes <= length; chunk++)
        {
            ReadAt(file, header[..headerBytes], at);
            // Some writers forget the byte that pads an odd chunk.
            if (!IsChunkId(header) && previousSizeIsOdd) ReadAt(file, header[..headerBytes], --at);
            if (!IsChunkId(header))
            {
                scan.StrayBytes = StrayBytes(file, at, length);
                break;
            }

            if (IsFileStart(file, header, at))
            {
                scan.AppendedFileAt = at;
                break;
            }

            var size = wide
                ? Math.Max(0, BinaryPrimitives.ReadInt64LittleEndian(header[16..]) - headerBytes)
                : BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            var body = at + headerBytes;
            var present = Math.Min(size, length - body);

            if (Is(header, "ds64")) longDataLength = LongDataLength(file, body, present);
            else if (Is(header, "fmt ")) ReadFormat(file, scan, body, present);
            else if (Is(header, "guan")) scan.Guano ??= Encoding.UTF8.GetString(ReadBody(file, body, present, MostGuanoBytes));
            else if (Is(header, "bext")) scan.Bext ??= ReadBody(file, body, present, BextBytes);
            else if (Is(header, "harp")) scan.Harp ??= ReadBody(file, body, present, MostHarpBytes);
            else if (Is(header, "data") && scan.DataOffset == 0)
            {
                if (!wide && size == uint.MaxValue && longDataLength > 0) size = longDataLength;
                SetData(scan, body, size, length, wide);
                if (scan.LengthIsPlaceholder) break;
            }

            if (size > length - body) break;
            previousSizeIsOdd = (size & 1) != 0;
            at = body + (wide ? (size + 7) & ~7L : size + (size & 1));
        }

        return scan;
    }

    private static void SetData(RiffScan scan, long offset, long size, long length, bool wide)
    {
        scan.DataOffset = offset;
        // 0 and all ones: ffmpeg, sox and recorders that lost power; about 2^31: arecord and sox into a pipe.
        scan.LengthIsPlaceholder = (size == 0 && length > offset + 8) || (!wide && size is >= 0xFFFF_FF00 and <= uint.MaxValue or >= 0x7FFF_FF00 and <= 0x8000_0000 && size > length - offset);
        scan.DataPresent = scan.LengthIsPlaceholder ? length - offset : Math.Min(size, length - offset);
        scan.DataDeclared = size;
    }

    private static void ReadFormat(SafeFileHandle file, RiffScan scan, long body, long present)
    {
        var format = ReadBody(file, body, present, 16);
        if (format.Length < 16) return;
        scan.SampleRate = BinaryPrimitives.ReadInt32LittleEndian(format.AsSpan(4));
        // PCM, float, extensible; the block of a compressed encoding is no sample frame.
        if (BinaryPrimitives.ReadUInt16LittleEndian(format) is 1 or 3 or 0xFFFE) scan.FrameBytes = BinaryPrimitives.ReadUInt16LittleEndian(format.AsSpan(12));
    }

    private static long LongDataLength(SafeFileHandle file, long body, long present)
    {
        var sizes = ReadBody(file, body, present, 16);
        return sizes.Length < 16 ? 0 : Math.Max(0, BinaryPrimitives.ReadInt64LittleEndian(sizes.AsSpan(8)));
    }

    private static byte[] ReadBody(SafeFileHandle file, long body, long present, int most)
    {
        var bytes = new byte[Math.Min(present, most)];
        var read = ReadAt(file, bytes, body);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    // Zeros behind the last chunk are room that a recorder reserved, nothing that was lost.
    private static long StrayBytes(SafeFileHandle file, long at, long length)
    {
        Span<byte> sample = stackalloc byte[4096];
        var read = ReadAt(file, sample, at);
        return sample[..read].ContainsAnyExcept((byte)0) ? length - at : 0;
    }

    private static bool IsFileStart(SafeFileHandle file, ReadOnlySpan<byte> header, long at)
    {
        if (!Is(header, "RIFF") && !Is(header, "RF64") && !Is(header, "BW64")) return false;
        Span<byte> form = stackalloc byte[4];
        return ReadAt(file, form, at + 8) == 4 && Is(form, "WAVE");
    }

    private static bool IsChunkId(ReadOnlySpan<byte> header) => !header[..4].ContainsAnyExceptInRange((byte)' ', (byte)'~');

    private static bool Is(ReadOnlySpan<byte> bytes, string id) =>
        bytes[0] == id[0] && bytes[1] == id[1] && bytes[2] == id[2] && bytes[3] == id[3];
}
