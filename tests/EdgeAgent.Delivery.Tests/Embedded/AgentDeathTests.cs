using System.Diagnostics;
using System.Runtime.InteropServices;
using EdgeAgent.Delivery.Embedded;

namespace EdgeAgent.Delivery.Tests.Embedded;

/// <summary>The agent is killed, and its broker goes with it.</summary>
public sealed class AgentDeathTests
{
    private const string FolderVariable = "EDGEAGENT_TEST_BROKER";

    [Fact]
    public async Task RunAsync_AgentKilledWithSigkill_BrokerIsGone()
    {
        Assert.SkipWhen(BrokerProgram.Find(Environment.GetEnvironmentVariable("PATH")) is null, "needs mosquitto (apt install mosquitto)");
        using var folder = new TemporaryFolder();
        var host = Path.GetFullPath("../../../dotnet", RuntimeEnvironment.GetRuntimeDirectory());
        var info = new ProcessStartInfo(host, [typeof(AgentDeathTests).Assembly.Location, "-noLogo", "-noColor", "-explicit", "only", "-method", $"*Embedded.{nameof(AgentDeathTests)}.{nameof(HoldBroker)}"])
        {
            RedirectStandardOutput = true,
            Environment = { [FolderVariable] = folder.Path },
        };
        using var agent = Process.Start(info)!;
        try
        {
            var said = agent.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await RunningBroker.UntilAsync(() => agent.HasExited || File.Exists(folder["ready"]), "the broker listens");
            Assert.False(agent.HasExited, agent.HasExited ? await said : null);
            Assert.Single(RunningBroker.Processes(folder["broker"]));

            agent.Kill();
            await agent.WaitForExitAsync(TestContext.Current.CancellationToken);

            await RunningBroker.UntilAsync(() => RunningBroker.Processes(folder["broker"]).Length == 0, "the broker is gone");
        }
        finally
        {
            if (!agent.HasExited) agent.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Not a test: the agent of the test above, in a process of its own.</summary>
    [Fact(Explicit = true)]
    public async Task HoldBroker()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "runs only as a child of another test");
        await using var broker = RunningBroker.Start(Path.Combine(folder!, "broker"));
        await broker.PortAsync();
        File.WriteAllText(Path.Combine(folder!, "ready"), "");
        await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
    }
}
