using System.Buffers;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Framing;
using EdgeAgent.Pipelines.Sources;

namespace EdgeAgent.Pipelines.Frames;

/// <summary>Raw frames of a layout that is known beforehand.</summary>
internal sealed class RawFrameReader(string name, FrameLayout layout) : IFrameReader
{
    private bool _isStarted;

    /// <inheritdoc/>
    public long MaxBytes => layout.FrameBytes;

    /// <inheritdoc/>
    public long SkippedBytes => 0;

    /// <inheritdoc/>
    public long DamagedFrames => 0;

    /// <inheritdoc/>
    public string? Damage => null;

    /// <inheritdoc/>
    public VideoFrame? TryRead(ref ReadOnlySequence<byte> buffer, FramePool pool, bool isEnd)
    {
        if (buffer.Length < layout.FrameBytes) return null;
        if (!_isStarted) RefuseContainer(buffer);
        _isStarted = true;
        var frame = pool.Rent();
        RawVideoFraming.TryRead(ref buffer, layout, frame.Prepare(layout));
        return frame;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void RefuseContainer(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[RawVideoFraming.StartBytes];
        start = start[..(int)Math.Min(buffer.Length, start.Length)];
        buffer.Slice(0, start.Length).CopyTo(start);
        if (RawVideoFraming.Refuse(start) is { } reason) throw new SourceException(name, $"{name}: {reason}");
    }
}
