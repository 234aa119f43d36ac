namespace EdgeAgent.Delivery.Store;

/// <summary>Wakes one thread. Nothing to dispose: who wakes may come after the thread has ended.</summary>
internal sealed class WakeSignal
{
    private readonly object _gate = new();
    private int _set;

    /// <summary>Lets the present or next <see cref="Wait"/> return.</summary>
    public void Set()
    {
        // Set and not yet seen: the thread comes by without a lock and a second wake. The exchange is a full fence, here and where it is seen,
        // so what was done before a wake that is passed over is visible to the thread that sees the first.
        if (Interlocked.Exchange(ref _set, 1) == 1) return;
        lock (_gate) Monitor.Pulse(_gate);
    }

    /// <summary>Waits for a <see cref="Set"/> since the last wait.</summary>
    public void Wait()
    {
        if (Interlocked.Exchange(ref _set, 0) == 1) return;
        lock (_gate)
        {
            while (Interlocked.Exchange(ref _set, 0) == 0) Monitor.Wait(_gate);
        }
    }
}
