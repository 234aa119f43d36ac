using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EdgeAgent.Interop.SndFile;

namespace EdgeAgent.Interop.Tests.SndFile;

public sealed class Pcm16ReadingTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(1, 4096)]
    [InlineData(2, 33)]
    [InlineData(3, 1000)]
    public void Read_SixteenBits_GivesEverySampleOver32768(int channels, int framesPerRead)
    {
        // Every 16-bit value, and a last read that is only part full.
        var words = Enumerable.Range(short.MinValue, 65536).Select(value => (short)value).Take(65536 / channels * channels).ToArray();
        var path = Path.Combine(Directory.CreateTempSubdirectory("pcm16-").FullName, "all.wav");
        File.WriteAllBytes(path, Wav(words, channels));
        try
        {
            using var reader = SndFileReader.Open(path);
            var room = new float[(framesPerRead * channels) + (channels - 1)];
            var read = new List<float>();
            int frames;
            while ((frames = reader.Read(room)) > 0) read.AddRange(room.AsSpan(0, frames * channels));

            Assert.Equal(words.Select(word => word / 32768f), read);
            Assert.Equal(words.Length / channels, reader.Position);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    private static byte[] Wav(short[] words, int channels)
    {
        var header = new byte[44];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), 36 + (2 * words.Length));
        "WAVEfmt "u8.CopyTo(header.AsSpan(8));
        header[16] = 16;
        header[20] = 1;
        header[22] = (byte)channels;
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(24), 10_000);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(28), 20_000 * channels);
        header[32] = (byte)(2 * channels);
        header[34] = 16;
        "data"u8.CopyTo(header.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(40), 2 * words.Length);
        return [.. header, .. MemoryMarshal.AsBytes<short>(words)];
    }
}
