using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>Wakes the publisher's thread when the outbox may have something again. Armed only when every lane is dry, so that a full window never makes it spin.</summary>
internal sealed class OutboxSignal(IOutbox outbox, Action wake, CancellationToken stop)
{
    private int _armed;
    private int _raised;

    /// <summary>Watches, unless it does already.</summary>
    public void Arm()
    {
        if (Interlocked.Exchange(ref _armed, 1) == 0) _ = WatchAsync();
    }

    /// <summary>Whether there was a signal since the last call.</summary>
    public bool Take() => Interlocked.Exchange(ref _raised, 0) == 1;

    private async Task WatchAsync()
    {
        try
        {
            await outbox.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        Volatile.Write(ref _raised, 1);
        Volatile.Write(ref _armed, 0);
        wake();
    }
}
