using EdgeAgent.TestKit.Crash;

namespace EdgeAgent.Delivery.Tests.Crash.Matrix;

/// <summary>
/// Store and publisher as a process, a real broker, an independent receiver, and everything that breaks: nothing that was promised is lost without a word.
/// <c>make soak</c> runs the same with many more trials; a failed trial names the command that repeats it.
/// </summary>
public sealed class CrashMatrixTests(ITestOutputHelper output)
{
    [Fact]
    public async Task EveryKindOfCrash_AtSeededMoments_LosesNothingUndeclared() =>
        await CrashPlan.FromEnvironment(inSample: 2).RunAsync<CrashKind>(output, TrialRunner.RunAsync);
}
