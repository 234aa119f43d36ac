using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>Wakes the publisher's thread when the outbox may have something for a lane that was found empty: at once after a rest, at most a hundred times a second while messages flow.</summary>
internal sealed class OutboxSignal(IOutbox outbox, Action wake, TimeProvider time, CancellationToken ended)
{
    // While one lane is full another may be empty, and the outbox may answer at once each time: this keeps the publisher from spinning, and fresh events wait no longer than this.
    // A look into the lanes takes some 50 µs; a publisher that is as fast as the store must not rest longer than a few commits take.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

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
            await outbox.WaitAsync(ended).ConfigureAwait(false);
            Volatile.Write(ref _raised, 1);
            wake();
            await Task.Delay(Pause, time, ended).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The publisher has left.
            return;
        }

        Volatile.Write(ref _armed, 0);
        wake();
    }
}
