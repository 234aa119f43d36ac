using EdgeAgent.TestKit.Crash;

namespace EdgeAgent.Tests.Functional.Crash;

/// <summary>The real agent with real sound, killed and cut off at seeded moments: the reference subscriber's ledger says that everything came.
/// <c>make soak</c> makes many more trials; the matrix of the store and the publisher alone has more kinds.</summary>
public sealed class AgentCrashTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Agent_EveryKindOfCrash_LosesNothing() =>
        await CrashPlan.FromEnvironment(inSample: 1).RunAsync<AgentCrashKind>(output, AgentScenarios.RunAsync);
}
