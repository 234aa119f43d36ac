using System.Buffers.Binary;
using System.IO.Compression;

namespace EdgeAgent.Pipelines.Evidence.Spectrogram;

/// <summary>Writes PNG files of 256 colours (ISO/IEC 15948): each pixel as its difference from its neighbour, one data chunk.</summary>
internal static class PngEncoder
{
    private static readonly uint[] Table = MakeTable();

    /// <summary>Encodes a picture.</summary>
    /// <param name="pixels">Palette entries, row by row from the top.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="palette">256 entries of red, green, blue.</param>
    /// <param name="description">Text for those who open the file in a program: its title, Latin letters.</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, ReadOnlySpan<byte> palette, string description)
    {
        var height = pixels.Length / width;
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        // Eight bits, a palette.
        (header[8], header[9]) = (8, 3);
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "PLTE"u8, palette);
        Chunk(file, "tEXt"u8, [.. "Title\0"u8, .. System.Text.Encoding.Latin1.GetBytes(description)]);
        Chunk(file, "IDAT"u8, Compress(pixels, width, height));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Compress(ReadOnlySpan<byte> pixels, int width, int height)
    {
        using var data = new MemoryStream();
        var line = new byte[1 + width];
        line[0] = 1;
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var row = 0; row < height; row++)
            {
                var values = pixels.Slice(row * width, width);
                for (var x = 0; x < width; x++) line[x + 1] = (byte)(values[x] - (x == 0 ? 0 : values[x - 1]));
                zlib.Write(line);
            }
        }

        return data.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        file.Write(word);
        file.Write(type);
        file.Write(data);
        var check = ~Update(Update(uint.MaxValue, type), data);
        BinaryPrimitives.WriteUInt32BigEndian(word, check);
        file.Write(word);
    }

    private static uint Update(uint check, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes) check = Table[(byte)(check ^ value)] ^ (check >> 8);
        return check;
    }

    // CRC-32 of annex D.
    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            table[i] = i;
            for (var bit = 0; bit < 8; bit++) table[i] = (table[i] & 1) != 0 ? 0xedb88320 ^ (table[i] >> 1) : table[i] >> 1;
        }

        return table;
    }
}
