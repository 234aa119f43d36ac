using System.Buffers;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Framing;
using EdgeAgent.Pipelines.Sources;

namespace EdgeAgent.Pipelines.Frames;

/// <summary>Frames of a YUV4MPEG2 stream, which says itself how large they are and how many come a second.</summary>
internal sealed class Y4mFrameReader(string name) : IFrameReader
{
    private VideoFormat? _format;

    /// <inheritdoc/>
    public long MaxBytes => 2048 + (FrameLayout.MaxPixels * 3 / 2);

    /// <inheritdoc/>
    public long SkippedBytes => 0;

    /// <inheritdoc/>
    public long DamagedFrames => 0;

    /// <inheritdoc/>
    public string? Damage => null;

    /// <summary>What the stream says of itself; null before its first line came.</summary>
    public VideoFormat? Format => _format;

    /// <inheritdoc/>
    public VideoFrame? TryRead(ref ReadOnlySequence<byte> buffer, FramePool pool, bool isEnd)
    {
        string? problem;
        if (_format is null)
        {
            if (Y4mFraming.TryReadHeader(ref buffer, out var format, out problem)) _format = format;
            else if (problem is not null) throw new SourceException(name, $"{name}: {problem}");
            else return null;
        }

        var layout = _format!.Value.Layout;
        if (buffer.Length < layout.FrameBytes) return null;
        var frame = pool.Rent();
        if (Y4mFraming.TryRead(ref buffer, layout, frame.Prepare(layout), out problem)) return frame;
        pool.Return(frame);
        return problem is null ? null : throw new SourceException(name, $"{name}: {problem}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
