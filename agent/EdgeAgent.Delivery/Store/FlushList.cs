namespace EdgeAgent.Delivery.Store;

/// <summary>Who waits for the disk, and for what.</summary>
internal sealed class FlushList
{
    private readonly Lock _gate = new();
    private readonly List<(long Ticket, long Changes, TaskCompletionSource Done)> _waiting = [];

    /// <summary>Whether anybody waits.</summary>
    public bool Any { get { lock (_gate) return _waiting.Count > 0; } }

    /// <summary>Completes when records up to a ticket and changes up to a number are on disk.</summary>
    public Task Add(long ticket, long changes)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) _waiting.Add((ticket, changes, done));
        return done.Task;
    }

    /// <summary>So much is on disk.</summary>
    public void Complete(long ticket, long changes)
    {
        lock (_gate)
        {
            foreach (var waiting in _waiting)
                if (waiting.Ticket <= ticket && waiting.Changes <= changes) waiting.Done.TrySetResult();
            _waiting.RemoveAll(waiting => waiting.Done.Task.IsCompleted);
        }
    }

    /// <summary>The disk will not have it.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            foreach (var waiting in _waiting) waiting.Done.TrySetCanceled();
            _waiting.Clear();
        }
    }
}
