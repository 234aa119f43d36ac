using System.IO.Pipelines;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>A pipe's writer that notes when bytes are handed over.</summary>
internal sealed class ArrivalWriter(PipeWriter inner, ArrivalLog log) : PipeWriter
{
    private long _unflushed;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _unflushed;

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        inner.Advance(bytes);
        _unflushed += bytes;
    }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        // Before the flush: the reader may have it before this returns.
        log.Add(_unflushed);
        _unflushed = 0;
        return inner.FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(Exception? exception = null)
    {
        log.Add(_unflushed);
        _unflushed = 0;
        return inner.CompleteAsync(exception);
    }
}
