using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Store;

/// <summary>Tells a publisher that more may be due than when it last found nothing. Nothing raised in between is missed.</summary>
internal sealed class DueSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiter;
    private long _version;
    private readonly Dictionary<Lane, long> _nothingSince = [];

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

    /// <summary>A look into a lane that began at a version found nothing.</summary>
    public void NothingSince(Lane lane, long version)
    {
        lock (_gate) _nothingSince[lane] = version;
    }

    /// <summary>Completes when something was raised since the last look into each lane that found nothing; at once when none has.</summary>
    public Task WaitAsync()
    {
        lock (_gate)
        {
            if (_nothingSince.Count == 0 || _nothingSince.Values.Min() < _version) return Task.CompletedTask;

            // Continuations run elsewhere: the writer must not find itself in the publisher.
            _waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiter.Task;
        }
    }
}
