namespace EdgeAgent.Delivery.Store;

/// <summary>Tells a publisher that more may be due than when it last found nothing. Nothing raised in between is missed.</summary>
internal sealed class DueSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiter;
    private long _version;
    private long _nothingSince = long.MaxValue;

    /// <summary>Counts the raises; read before looking.</summary>
    public long Version { get { lock (_gate) return _version; } }

    /// <summary>More may be due.</summary>
    public void Raise()
    {
        TaskCompletionSource? waiter;
        lock (_gate)
        {
            _version++;
            (waiter, _waiter) = (_waiter, null);
        }

        waiter?.TrySetResult();
    }

    /// <summary>A look that began at a version found nothing. Of several lanes, the earliest look counts.</summary>
    public void NothingSince(long version)
    {
        lock (_gate) _nothingSince = Math.Min(_nothingSince, version);
    }

    /// <summary>Completes when something was raised since the last looks that found nothing; at once when there was none.</summary>
    public Task WaitAsync()
    {
        lock (_gate)
        {
            var since = _nothingSince;
            if (since < _version || since == long.MaxValue)
            {
                _nothingSince = long.MaxValue;
                return Task.CompletedTask;
            }

            // Continuations run elsewhere: the writer must not find itself in the publisher.
            _waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiter.Task;
        }
    }
}
