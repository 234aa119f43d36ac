namespace EdgeAgent.Pipelines.Tests.Levels;

/// <summary>What an action leaves on the heap.</summary>
internal static class Allocated
{
    /// <summary>The least of a few runs: what the runtime prepares once, or accounts for when another test collects, is not the action's.</summary>
    public static long LeastOf(Action action)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 5 && least > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
