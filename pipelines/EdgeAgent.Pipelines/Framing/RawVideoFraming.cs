using System.Buffers;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Framing;

/// <summary>Finds whole video frames in raw bytes. Nothing marks where one begins, so a stream is in step from its first byte or never.</summary>
internal static class RawVideoFraming
{
    /// <summary>Bytes that <see cref="Refuse"/> wants to see.</summary>
    public const int StartBytes = 16;

    /// <summary>Takes the next frame when all of it is there.</summary>
    /// <param name="buffer">The bytes; advanced past the frame.</param>
    /// <param name="layout">How it lies in them.</param>
    /// <param name="frame">Takes its bytes; at least <see cref="FrameLayout.FrameBytes"/>.</param>
    /// <returns>False when more bytes are needed.</returns>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, in FrameLayout layout, Span<byte> frame)
    {
        var length = layout.FrameBytes;
        if (buffer.Length < length) return false;
        var bytes = buffer.Slice(0, length);
        bytes.CopyTo(frame);
        buffer = buffer.Slice(bytes.End);
        return true;
    }

    /// <summary>Says why a stream that begins so is not raw video; null when it may be.</summary>
    /// <param name="start">Its first bytes.</param>
    /// <returns>The rest of a sentence that begins with the source.</returns>
    public static string? Refuse(ReadOnlySpan<byte> start)
    {
        if (start is [0xFF, 0xD8, 0xFF, ..]) return "begins with a JPEG, so it is no raw video; set its encoding to mjpeg";
        var name = start switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "a PNG",
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] => "a RIFF header (AVI)",
            [0x1A, 0x45, 0xDF, 0xA3, ..] => "a Matroska header",
            [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => "an MP4 header",
            [(byte)'Y', (byte)'U', (byte)'V', (byte)'4', (byte)'M', (byte)'P', (byte)'E', (byte)'G', ..] => "a YUV4MPEG2 header",
            _ => null,
        };
        return name is null ? null : $"begins with {name}, so it is no raw video; let its program write rawvideo";
    }
}
