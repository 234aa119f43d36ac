using EdgeAgent.TestKit.Crash;

namespace EdgeAgent.Delivery.Tests.Crash.Matrix;

/// <summary>Makes one trial; whatever goes wrong is a fault of its result.</summary>
internal static class TrialRunner
{
    public static async Task<TrialResult> RunAsync(CrashKind kind, int seed)
    {
        if (Scenarios.Missing(kind) is { } missing) return new TrialResult { Kind = kind.ToString(), Seed = seed, Skipped = missing };
        await using var trial = await Trial.StartAsync(kind, seed);
        try
        {
            var result = await Scenarios.RunAsync(trial);
            return result.Faults.Count == 0 ? result : result with { Faults = [.. result.Faults, "the workers said:\n" + trial.Said()] };
        }
        catch (Exception error) when (error is TimeoutException or InvalidOperationException or IOException or Xunit.Sdk.XunitException)
        {
            return new TrialResult { Kind = kind.ToString(), Seed = seed, Faults = [error.Message, "the workers said:\n" + trial.Said()] };
        }
    }
}
