namespace EdgeAgent.Delivery.Store;

/// <summary>Wakes one thread. Nothing to dispose: who wakes may come after the thread has ended.</summary>
internal sealed class WakeSignal
{
    private readonly object _gate = new();
    private bool _set;

    /// <summary>Lets the present or next <see cref="Wait"/> return.</summary>
    public void Set()
    {
        lock (_gate)
        {
            _set = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for a <see cref="Set"/> since the last wait.</summary>
    public void Wait()
    {
        lock (_gate)
        {
            while (!_set) Monitor.Wait(_gate);
            _set = false;
        }
    }
}
