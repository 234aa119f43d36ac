using System.Diagnostics;
using EdgeAgent.Delivery.Store;

namespace EdgeAgent.DeliveryWorker;

/// <summary>Ends this process with SIGKILL at the n-th time that a boundary is reached: one of the store's, or <c>Take</c>, <c>Compose</c>, <c>Acknowledged</c>, <c>Settled</c> on the publisher's way.</summary>
internal sealed class KillSwitch(string? boundary, int after) : ICommitProbe
{
    private int _left = after;

    public void Reached(CommitPoint point) => Reached(point.ToString());

    public void Reached(string point)
    {
        if (point == boundary && Interlocked.Decrement(ref _left) == 0) Now();
    }

    /// <summary>SIGKILL; the thread that calls gets no further.</summary>
    public static void Now()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
