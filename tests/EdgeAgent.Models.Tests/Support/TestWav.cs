using System.Buffers.Binary;
using System.Text;

namespace EdgeAgent.Models.Tests.Support;

/// <summary>The plainest WAV: 32-bit float, mono.</summary>
internal static class TestWav
{
    private const int Header = 44;

    public static void Write(string path, float[] samples, int rate)
    {
        var bytes = new byte[Header + (4 * samples.Length)];
        Encoding.ASCII.GetBytes("RIFF....WAVEfmt ").CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(20), 3);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), rate);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), 4 * rate);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(32), 4);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(34), 32);
        Encoding.ASCII.GetBytes("data").CopyTo(bytes, 36);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), 4 * samples.Length);
        for (var i = 0; i < samples.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(Header + (4 * i)), samples[i]);
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>Windows on the hop grid of a file that <see cref="Write"/> made.</summary>
    public static IReadOnlyList<float[]> Windows(string path, int window, int hop)
    {
        var bytes = File.ReadAllBytes(path);
        var samples = Enumerable.Range(0, (bytes.Length - Header) / 4).Select(i => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(Header + (4 * i)))).ToArray();
        var windows = new List<float[]>();
        for (var first = 0; first + window <= samples.Length; first += hop) windows.Add(samples[first..(first + window)]);
        return windows;
    }
}
