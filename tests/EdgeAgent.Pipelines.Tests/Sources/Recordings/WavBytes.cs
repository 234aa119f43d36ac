using System.Text;

namespace EdgeAgent.Pipelines.Tests.Sources.Recordings;

/// <summary>Builds WAV files byte by byte, right ones and wrong ones.</summary>
internal sealed class WavBytes
{
    public const int Rate = 10_000;

    private readonly List<(string Id, byte[] Body, uint? Claimed)> _chunks = [];
    private readonly int _channels;

    public WavBytes(int channels = 1)
    {
        _channels = channels;
        using var format = new MemoryStream();
        using var writer = new BinaryWriter(format);
        writer.Write((short)1);
        writer.Write((short)channels);
        writer.Write(Rate);
        writer.Write(Rate * 2 * channels);
        writer.Write((short)(2 * channels));
        writer.Write((short)16);
        _chunks.Add(("fmt ", format.ToArray(), null));
    }

    public bool Pads { get; init; } = true;

    public string Form { get; init; } = "RIFF";

    public WavBytes Chunk(string id, byte[] body, uint? claimed = null)
    {
        _chunks.Add((id, body, claimed));
        return this;
    }

    public WavBytes Chunk(string id, string body) => Chunk(id, Encoding.UTF8.GetBytes(body));

    public WavBytes Comment(string text)
    {
        var body = Encoding.ASCII.GetBytes(text + "\0");
        if (body.Length % 2 != 0) body = [.. body, 0];
        return Chunk("LIST", [.. "INFOICMT"u8, .. BitConverter.GetBytes(body.Length), .. body]);
    }

    /// <summary>A data chunk of so many sample frames that holds a ramp, so that no two places are alike.</summary>
    public WavBytes Data(int frames, uint? claimed = null)
    {
        var body = new byte[frames * 2 * _channels];
        for (var i = 0; i < body.Length / 2; i++) BitConverter.TryWriteBytes(body.AsSpan(2 * i), (short)((i % 2000) + 1));
        return Chunk("data", body, claimed);
    }

    public byte[] ToArray()
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write(Encoding.ASCII.GetBytes(Form));
        writer.Write(0);
        writer.Write("WAVE"u8);
        foreach (var (id, body, claimed) in _chunks)
        {
            writer.Write(Encoding.ASCII.GetBytes(id));
            writer.Write(claimed ?? (uint)body.Length);
            writer.Write(body);
            if (Pads && body.Length % 2 != 0) writer.Write((byte)0);
        }

        var bytes = file.ToArray();
        BitConverter.TryWriteBytes(bytes.AsSpan(4), Form == "RIFF" ? (uint)(bytes.Length - 8) : uint.MaxValue);
        return bytes;
    }

    public static byte[] Bext(string date, string time, ulong timeReference)
    {
        var body = new byte[602];
        Encoding.ASCII.GetBytes(date).CopyTo(body, 320);
        Encoding.ASCII.GetBytes(time).CopyTo(body, 330);
        BitConverter.TryWriteBytes(body.AsSpan(338), timeReference);
        return body;
    }

    /// <summary>An xwav harp chunk; the entries' byte places count from the file's start, where this header is written before data.</summary>
    public static byte[] Harp(long dataOffset, params (long Frame, DateTime Utc)[] rawFiles)
    {
        var body = new byte[56 + (32 * rawFiles.Length)];
        BitConverter.TryWriteBytes(body.AsSpan(38), (ushort)rawFiles.Length);
        BitConverter.TryWriteBytes(body.AsSpan(40), 20_421_000);
        BitConverter.TryWriteBytes(body.AsSpan(44), 1_958_000);
        for (var i = 0; i < rawFiles.Length; i++)
        {
            var entry = body.AsSpan(56 + (32 * i), 32);
            var utc = rawFiles[i].Utc;
            (entry[0], entry[1], entry[2], entry[3], entry[4], entry[5]) = ((byte)(utc.Year - 2000), (byte)utc.Month, (byte)utc.Day, (byte)utc.Hour, (byte)utc.Minute, (byte)utc.Second);
            BitConverter.TryWriteBytes(entry[6..], (ushort)utc.Millisecond);
            BitConverter.TryWriteBytes(entry[8..], (uint)(dataOffset + (2 * rawFiles[i].Frame)));
        }

        return body;
    }
}
