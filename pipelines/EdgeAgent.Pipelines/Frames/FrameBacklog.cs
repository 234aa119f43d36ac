namespace EdgeAgent.Pipelines.Frames;

/// <summary>
/// Frames between whoever receives them and whoever analyses them. When it is full, live video drops the oldest frame, because the newest says most of what is; a replay waits.
/// Every drop is counted and told as a stretch of positions.
/// </summary>
public sealed class FrameBacklog : IDisposable
{
    private readonly FramePool _pool;
    private readonly int _capacity;
    private readonly bool _dropsOldest;
    private readonly Lock _lock = new();
    private readonly Queue<VideoFrame> _frames;
    private readonly SemaphoreSlim _there = new(0);
    private readonly SemaphoreSlim _room;
    private FrameLoss? _loss;
    private long _dropped;
    private bool _completed;

    /// <summary>Makes a queue.</summary>
    /// <param name="pool">Takes back what is dropped.</param>
    /// <param name="capacity">Frames at most, ≥ 1. Two are enough to ride out one slow frame without showing the past.</param>
    /// <param name="dropsOldest">Whether a full queue drops its oldest frame (live) or makes the sender wait (replay).</param>
    public FrameBacklog(FramePool pool, int capacity, bool dropsOldest)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        (_pool, _capacity, _dropsOldest) = (pool, capacity, dropsOldest);
        _frames = new Queue<VideoFrame>(capacity + 1);
        _room = new SemaphoreSlim(capacity);
    }

    /// <summary>Frames dropped so far; may be read from any thread.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Adds a frame, which now belongs to the queue.</summary>
    /// <param name="owned">The frame.</param>
    /// <param name="cancellation">Stops waiting for room; the frame is given back to the pool.</param>
    public async ValueTask AddAsync(VideoFrame owned, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(owned);
        if (!_dropsOldest)
        {
            try
            {
                await _room.WaitAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                _pool.Return(owned);
                throw;
            }
        }

        lock (_lock)
        {
            if (_dropsOldest && _frames.Count >= _capacity) Drop(_frames.Dequeue());
            else _there.Release();
            _frames.Enqueue(owned);
        }
    }

    /// <summary>No more frames will come.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            if (_completed) return;
            _completed = true;
        }

        _there.Release();
    }

    /// <summary>Waits for the next frame.</summary>
    /// <returns>The frame, which now belongs to the caller, and what was dropped since the one before; no frame when there will be none.</returns>
    public async ValueTask<(VideoFrame? Frame, FrameLoss? Loss)> TakeAsync(CancellationToken cancellation)
    {
        await _there.WaitAsync(cancellation).ConfigureAwait(false);
        lock (_lock)
        {
            var loss = _loss;
            _loss = null;
            if (_frames.TryDequeue(out var frame))
            {
                if (!_dropsOldest) _room.Release();
                return (frame, loss);
            }
        }

        // Completed: for whoever asks again too.
        _there.Release();
        return (null, null);
    }

    /// <summary>Gives back what is left.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            while (_frames.TryDequeue(out var frame)) _pool.Return(frame);
        }

        _there.Dispose();
        _room.Dispose();
    }

    private void Drop(VideoFrame frame)
    {
        _dropped++;
        _loss = _loss is { } loss ? loss with { Last = frame.Position + 1, Frames = loss.Frames + 1 } : new FrameLoss(frame.Position, frame.Position + 1, 1);
        _pool.Return(frame);
    }
}
