using System.Runtime;

namespace EdgeAgent.Benchmarks.Measuring;

/// <summary>Runs something until everything in it that runs often is compiled for speed, as it is in an agent that has run for a while: the compiler's thread would take a core from what is measured.</summary>
internal static class WarmUp
{
    private const int Fewest = 6;
    private const int Most = 60;

    // Runs in a row in which next to nothing was compiled.
    private const int Calm = 3;
    private const long Few = 10;

    /// <summary>Runs it, each time with the number of the run.</summary>
    public static async Task RunAsync(Func<int, Task> run)
    {
        var calm = 0;
        for (var i = 0; i < Most && (i < Fewest || calm < Calm); i++)
        {
            var before = JitInfo.GetCompiledMethodCount();
            await run(i).ConfigureAwait(false);
            calm = JitInfo.GetCompiledMethodCount() - before <= Few ? calm + 1 : 0;
        }
    }
}
