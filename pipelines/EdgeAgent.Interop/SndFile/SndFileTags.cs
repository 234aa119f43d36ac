using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Interop.SndFile;

/// <summary>Puts a GUANO text into a file that <see cref="SndFileWriter"/> has completed: what is known only at the end can stand in it.</summary>
/// <remarks>
/// WAV: a <c>guan</c> chunk behind the samples (GUANO 1.0). FLAC, for which GUANO names no place: the field <c>comment</c> of its Vorbis comments,
/// in room that was left for it when the file was created (RFC 9639, section 8.6).
/// </remarks>
public static class SndFileTags
{
    /// <summary>Bytes of UTF-8 that a text may have.</summary>
    public const int Room = 4096;

    private const int Padding = 1;
    private const int VorbisComment = 4;

    /// <summary>A comment to create a FLAC file with, so that there is room for the text.</summary>
    public static string Placeholder { get; } = new(' ', Room);

    /// <summary>Writes the text.</summary>
    /// <param name="path">A WAV file, or a FLAC file that was created with <see cref="Placeholder"/>.</param>
    /// <param name="text">The text; what is beyond <see cref="Room"/> is cut off at a line.</param>
    /// <exception cref="AudioFileException">The file is neither of them.</exception>
    /// <exception cref="IOException">The medium failed.</exception>
    public static void Write(string path, string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(text);
        var bytes = Encoding.UTF8.GetBytes(text).AsSpan();
        if (bytes.Length > Room) bytes = bytes[..(bytes[..Room].LastIndexOf((byte)'\n') + 1)];
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        Span<byte> head = stackalloc byte[4];
        var read = RandomAccess.Read(file, head, 0);
        if (read == 4 && head.SequenceEqual("RIFF"u8)) AppendChunk(file, bytes);
        else if (read != 4 || !head.SequenceEqual("fLaC"u8) || !ReplaceComment(file, bytes)) throw new AudioFileException(path, $"{path} has no room for a GUANO text.");
    }

    private static void AppendChunk(SafeFileHandle file, ReadOnlySpan<byte> text)
    {
        var length = RandomAccess.GetLength(file);
        var at = length + (length & 1);
        var chunk = new byte[8 + text.Length + (text.Length & 1)];
        "guan"u8.CopyTo(chunk);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), text.Length);
        text.CopyTo(chunk.AsSpan(8));
        RandomAccess.Write(file, chunk, at);
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(size, (uint)Math.Min(uint.MaxValue, at + chunk.Length - 8));
        RandomAccess.Write(file, size, 4);
    }

    // The block keeps its length: what the text does not need becomes a block of padding behind it.
    private static bool ReplaceComment(SafeFileHandle file, ReadOnlySpan<byte> text)
    {
        Span<byte> header = stackalloc byte[4];
        for (long at = 4; RandomAccess.Read(file, header, at) == 4;)
        {
            var length = (header[1] << 16) | (header[2] << 8) | header[3];
            var isLast = (header[0] & 0x80) != 0;
            if ((header[0] & 0x7f) == VorbisComment) return Fill(file, at, length, isLast, text);
            if (isLast) return false;
            at += 4 + length;
        }

        return false;
    }

    private static bool Fill(SafeFileHandle file, long at, int length, bool isLast, ReadOnlySpan<byte> text)
    {
        var block = new byte[4 + length];
        if (RandomAccess.Read(file, block, at) != block.Length) return false;
        var vendor = BinaryPrimitives.ReadInt32LittleEndian(block.AsSpan(4));
        if (vendor < 0 || vendor > length - 8) return false;
        var name = "comment="u8;
        var used = 4 + vendor + 4 + 4 + name.Length + text.Length;
        // One to three bytes are too few for a block of padding: they become spaces.
        var spaces = length - used is > 0 and < 4 ? length - used : 0;
        if (used + spaces > length) return false;
        var fields = block.AsSpan(4 + 4 + vendor);
        BinaryPrimitives.WriteInt32LittleEndian(fields, 1);
        BinaryPrimitives.WriteInt32LittleEndian(fields[4..], name.Length + text.Length + spaces);
        name.CopyTo(fields[8..]);
        text.CopyTo(fields[(8 + name.Length)..]);
        var rest = fields[(8 + name.Length + text.Length)..];
        rest[..spaces].Fill((byte)' ');
        rest = rest[spaces..];
        rest.Clear();
        if (!rest.IsEmpty)
        {
            rest[0] = (byte)(Padding | (isLast ? 0x80 : 0));
            SetLength(rest, rest.Length - 4);
            isLast = false;
        }

        block[0] = (byte)(VorbisComment | (isLast ? 0x80 : 0));
        SetLength(block, used + spaces);
        RandomAccess.Write(file, block, at);
        return true;
    }

    private static void SetLength(Span<byte> header, int length) => (header[1], header[2], header[3]) = ((byte)(length >> 16), (byte)(length >> 8), (byte)length);
}
