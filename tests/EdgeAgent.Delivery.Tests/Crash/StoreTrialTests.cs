using EdgeAgent.TestKit.Crash;
using EdgeAgent.TestKit.Disk;

namespace EdgeAgent.Delivery.Tests.Crash;

/// <summary>The store on a disk that loses power; the control, a store that does not wait for the disk, must fail.</summary>
public sealed class StoreTrialTests(ITestOutputHelper output)
{
    // As many as the plan's trials of a kind, five times: they are cheap.
    private const int EachKind = 5;
    private const int Fewest = 40;

    [Fact]
    public async Task PowerCut_AtRandomOperations_EveryFlushHolds()
    {
        var plan = CrashPlan.FromEnvironment(inSample: 2);
        Assert.SkipWhen(plan.Kind is not null, $"only {plan.Kind} was asked for");
        var trials = Math.Max(Fewest, plan.Each * EachKind);
        var broken = await RunAllAsync(plan.Seed, trials, synchronous: true);
        plan.Note($"store on a disk that loses power: {trials} trials, {broken.Count} failed");

        Assert.True(broken.Count == 0, string.Join('\n', broken.Take(5)));
    }

    [Fact]
    public async Task PowerCut_StoreThatDoesNotWaitForTheDisk_TheControlFails()
    {
        var plan = CrashPlan.FromEnvironment(inSample: 2);
        Assert.SkipWhen(plan.Kind is not null, $"only {plan.Kind} was asked for");
        var broken = await RunAllAsync(plan.Seed, Fewest, synchronous: false);
        plan.Note($"its control, that does not wait for the disk: {Fewest} trials, {broken.Count} failed, as it must");

        output.WriteLine($"{broken.Count} of {Fewest} failed");
        Assert.True(broken.Count > Fewest / 3, $"only {broken.Count} of {Fewest} trials failed");
    }

    private static async Task<List<string>> RunAllAsync(int seed, int trials, bool synchronous)
    {
        var broken = new List<string>();
        for (var i = 0; i < trials; i++)
        {
            using var disk = PowerLossDisk.Begin((ulong)(seed + i));
            await using var trial = new StoreTrial(disk, seed + i, synchronous);
            try
            {
                var faults = await trial.RunAsync();
                if (faults.Count > 0) broken.Add($"seed {seed + i}: {string.Join(" ", faults)}");
            }
            catch (InvalidOperationException error)
            {
                broken.Add($"seed {seed + i}: {error.Message}");
            }
        }

        return broken;
    }
}
