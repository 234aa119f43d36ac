using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace EdgeAgent.TestKit;

/// <summary>WAV files by hand, so that a test can say anything in them, also what no writer would.</summary>
public static class WavWriter
{
    private const int HeaderBytes = 44;

    /// <summary>16-bit PCM.</summary>
    public static byte[] Pcm16(ReadOnlySpan<short> interleaved, int rate, int channels = 1) =>
        Bytes(1, channels, rate, 16, MemoryMarshal.AsBytes(interleaved));

    /// <summary>32-bit float.</summary>
    public static byte[] Floats(ReadOnlySpan<float> interleaved, int rate, int channels = 1) =>
        Bytes(3, channels, rate, 32, MemoryMarshal.AsBytes(interleaved));

    /// <summary>A file with one fmt and one data chunk.</summary>
    /// <param name="format">1 PCM, 3 float.</param>
    /// <param name="channels">Channels in the header.</param>
    /// <param name="rate">Rate in the header.</param>
    /// <param name="bits">Bits of a sample in the header.</param>
    /// <param name="data">The samples' bytes.</param>
    /// <param name="declaredBytes">What the header says of the samples' length; null for the truth.</param>
    public static byte[] Bytes(int format, int channels, int rate, int bits, ReadOnlySpan<byte> data, uint? declaredBytes = null)
    {
        var file = new byte[HeaderBytes + data.Length];
        var declared = declaredBytes ?? (uint)data.Length;
        Encoding.ASCII.GetBytes("RIFF....WAVEfmt ").CopyTo(file, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), unchecked(declared + HeaderBytes - 8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), (short)format);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), (short)channels);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), rate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), rate * channels * bits / 8);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), (short)(channels * bits / 8));
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), (short)bits);
        Encoding.ASCII.GetBytes("data").CopyTo(file, 36);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(40), declared);
        data.CopyTo(file.AsSpan(HeaderBytes));
        return file;
    }
}
