namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>Cancels its token when there was no progress for too long. One timer a connection: nothing is allocated per read.</summary>
internal sealed class StallWatch : IDisposable
{
    /// <summary>Looks a time: a stall is noticed within 1.25 times its limit.</summary>
    private const int LooksPerLimit = 4;

    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _stop;
    private readonly ITimer _timer;
    private long _progress;
    private bool _paused;
    private bool _stalled;

    /// <summary>Starts watching.</summary>
    /// <param name="limit">The longest time without progress.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Cancels the token too.</param>
    public StallWatch(TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        _time = time;
        _limit = limit;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _progress = time.GetTimestamp();
        _timer = time.CreateTimer(static watch => ((StallWatch)watch!).Look(), this, limit / LooksPerLimit, limit / LooksPerLimit);
    }

    /// <summary>Whether the limit was passed.</summary>
    public bool HasStalled => Volatile.Read(ref _stalled);

    /// <summary>Cancelled at a stall, or with the token given.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Notes progress, and watches again.</summary>
    public void Progress()
    {
        Volatile.Write(ref _progress, _time.GetTimestamp());
        Volatile.Write(ref _paused, false);
    }

    /// <summary>Stops watching until the next progress: it is not the source that is waited for.</summary>
    public void Pause() => Volatile.Write(ref _paused, true);

    /// <summary>Cancels the token without a stall.</summary>
    public void Cancel()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The connection was closed meanwhile.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _stop.Dispose();
    }

    private void Look()
    {
        if (Volatile.Read(ref _paused) || HasStalled || _time.GetElapsedTime(Volatile.Read(ref _progress)) < _limit) return;
        Volatile.Write(ref _stalled, true);
        Cancel();
    }
}
