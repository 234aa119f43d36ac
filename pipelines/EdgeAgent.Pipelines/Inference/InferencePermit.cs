namespace EdgeAgent.Pipelines.Inference;

/// <summary>
/// Puts live windows before requests. A live window never waits here; a run of requests begins only when no live window is at work, and one is under way at a time.
/// So a live window shares the machine with at most one run of requests, the one that had begun before it.
/// </summary>
/// <remarks>Safe for calls from many threads. Nothing is allocated for a live window.</remarks>
public sealed class InferencePermit
{
    private readonly object _gate = new();
    private int _live;
    private bool _running;

    /// <summary>Runs of requests that have begun.</summary>
    public long Runs { get; private set; }

    /// <summary>Waits until no live window is at work and no other run of requests is under way, and begins one; end it with <see cref="Leave"/>.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public void Enter(CancellationToken cancellation)
    {
        using var wake = cancellation.UnsafeRegister(static gate =>
        {
            lock (gate!) Monitor.PulseAll(gate);
        }, _gate);
        lock (_gate)
        {
            while (_running || _live > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }

            cancellation.ThrowIfCancellationRequested();
            _running = true;
            Runs++;
        }
    }

    /// <summary>Ends a run of requests.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _running = false;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>A live window goes to work.</summary>
    internal void EnterLive()
    {
        lock (_gate) _live++;
    }

    /// <summary>A live window is done.</summary>
    internal void LeaveLive()
    {
        lock (_gate)
        {
            if (--_live == 0) Monitor.PulseAll(_gate);
        }
    }
}
