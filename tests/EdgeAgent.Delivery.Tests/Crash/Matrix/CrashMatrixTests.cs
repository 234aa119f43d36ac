using System.Globalization;

namespace EdgeAgent.Delivery.Tests.Crash.Matrix;

/// <summary>
/// Store and publisher as a process, a real broker, an independent receiver, and everything that breaks: nothing that was promised is lost without a word.
/// <c>make soak</c> runs the same with many more trials; a failed trial names the command that repeats it.
/// </summary>
public sealed class CrashMatrixTests(ITestOutputHelper output)
{
    [Fact]
    public async Task EveryKindOfCrash_AtSeededMoments_LosesNothingUndeclared()
    {
        var plan = CrashPlan.FromEnvironment();
        var results = new List<TrialResult>();
        foreach (var (kind, seed) in plan.Trials())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var result = await TrialRunner.RunAsync(kind, seed);
            results.Add(result);
            plan.Tell(result);
        }

        var table = TrialTable.Text(results);
        output.WriteLine(table);
        plan.Keep(table);
        var failed = results.Where(result => result.Faults.Count > 0).ToArray();
        Assert.True(failed.Length == 0, string.Create(CultureInfo.InvariantCulture, $"{failed.Length} of {results.Count} trials failed:\n{string.Join("\n\n", failed.Take(5).Select(CrashPlan.Describe))}\n\n{table}"));
    }
}
