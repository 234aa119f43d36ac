using System.Diagnostics;
using EdgeAgent.Models.Store;

namespace EdgeAgent.ModelsWorker;

/// <summary>Says every boundary that the store reaches, and ends this process with SIGKILL at the n-th one, or at the n-th of one name.</summary>
/// <param name="name">Name of the boundary; null for any.</param>
/// <param name="at">Which one, from 1; 0 for none.</param>
internal sealed class KillSwitch(string? name, int at) : IStoreProbe
{
    private int _left = at;

    public void Reached(string point)
    {
        if (name is null) Worker.Say($"at {point}");
        if ((name is not null && name != point) || Interlocked.Decrement(ref _left) != 0) return;
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
