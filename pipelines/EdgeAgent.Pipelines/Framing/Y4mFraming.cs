using System.Buffers;
using System.Buffers.Text;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Framing;

/// <summary>
/// Reads YUV4MPEG2 streams (mjpegtools' yuv4mpeg(5)): a line with the size, the rate and the pixel format, then for each frame a line <c>FRAME</c> and its planes.
/// Sizes and rates come with the bytes, so that nothing has to be configured for a video that ffmpeg decodes.
/// </summary>
internal static class Y4mFraming
{
    private const int MaxLine = 1024;

    /// <summary>Reads the line that the stream begins with.</summary>
    /// <param name="buffer">The bytes; advanced past the line.</param>
    /// <param name="format">What it says, when this returns true.</param>
    /// <param name="problem">Why there is no such stream, as the rest of a sentence that begins with the source; null when there is one, or when more bytes are needed.</param>
    public static bool TryReadHeader(ref ReadOnlySequence<byte> buffer, out VideoFormat format, out string? problem)
    {
        format = default;
        if (!TryReadLine(ref buffer, out var line, out problem)) return false;
        if (!line.AsSpan().StartsWith("YUV4MPEG2 "u8))
        {
            problem = "gave no YUV4MPEG2 stream; let its program write yuv4mpegpipe";
            return false;
        }

        var (width, height, numerator, denominator, isFull) = (0, 0, 0, 1, false);
        var pixels = PixelFormat.Yuv420p;
        foreach (var range in line.AsSpan().Split((byte)' '))
        {
            var word = line.AsSpan(range);
            if (word.IsEmpty) continue;
            switch (word[0])
            {
                case (byte)'W': width = Number(word[1..]); break;
                case (byte)'H': height = Number(word[1..]); break;
                case (byte)'F': (numerator, denominator) = (Number(word[1..]), Number(word[(word.IndexOf((byte)':') + 1)..])); break;
                case (byte)'C' when word[1..].SequenceEqual("mono"u8): pixels = PixelFormat.Gray8; break;
                case (byte)'C' when !word[1..].StartsWith("420"u8) || word[1..].IndexOf("p1"u8) > 0: problem = "gave YUV4MPEG2 of another kind than 8-bit 4:2:0 or mono; let its program write yuv420p"; break;
                case (byte)'X': isFull |= word.SequenceEqual("XCOLORRANGE=FULL"u8); break;
            }
        }

        format = new VideoFormat(new FrameLayout(width, height, pixels, 0, isFull ? YuvMatrix.Bt601Full : YuvMatrix.Bt601), denominator > 0 ? (double)numerator / denominator : 0);
        problem ??= format.Problem is { } wrong ? $"gave a YUV4MPEG2 header that can't be: {wrong}" : null;
        return problem is null;
    }

    /// <summary>Reads the next frame when all of it is there.</summary>
    /// <param name="buffer">The bytes; advanced past the frame.</param>
    /// <param name="layout">How it lies in them.</param>
    /// <param name="frame">Takes its bytes.</param>
    /// <param name="problem">Why the stream can't be read further; null when more bytes are needed.</param>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, in FrameLayout layout, Span<byte> frame, out string? problem)
    {
        var rest = buffer;
        if (!TryReadLine(ref rest, out var line, out problem)) return false;
        if (!line.AsSpan().StartsWith("FRAME"u8))
        {
            problem = "is out of step: there is no frame where one must begin";
            return false;
        }

        if (!RawVideoFraming.TryRead(ref rest, layout, frame)) return false;
        buffer = rest;
        return true;
    }

    private static bool TryReadLine(ref ReadOnlySequence<byte> buffer, out byte[] line, out string? problem)
    {
        var reader = new SequenceReader<byte>(buffer);
        (line, problem) = ([], null);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> text, (byte)'\n'))
        {
            if (buffer.Length > MaxLine) problem = "gave no YUV4MPEG2 stream; let its program write yuv4mpegpipe";
            return false;
        }

        if (text.Length > MaxLine)
        {
            problem = "gave no YUV4MPEG2 stream; let its program write yuv4mpegpipe";
            return false;
        }

        line = text.IsSingleSegment && text.FirstSpan.SequenceEqual("FRAME"u8) ? FrameLine : text.ToArray();
        buffer = buffer.Slice(reader.Position);
        return true;
    }

    // Almost every line is this one, and is not copied.
    private static readonly byte[] FrameLine = "FRAME"u8.ToArray();

    private static int Number(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out int number, out _) ? number : 0;
}
