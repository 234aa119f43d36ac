using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using EdgeAgent.Interop.Processes;

namespace EdgeAgent.Interop.Tests.Processes;

/// <summary>The agent is killed, and with it goes everything that it started.</summary>
[Collection(OneProcessTree.Name)]
public sealed class AgentDeathTests
{
    private const string FolderVariable = "EDGEAGENT_TEST_PIDS";

    [Fact]
    public async Task Start_AgentKilledWithSigkill_EverythingItStartedIsGone()
    {
        using var folder = new TemporaryFolder();
        var host = Path.GetFullPath("../../../dotnet", RuntimeEnvironment.GetRuntimeDirectory());
        var info = new ProcessStartInfo(host, [typeof(AgentDeathTests).Assembly.Location, "-noLogo", "-noColor", "-explicit", "only", "-method", $"*{nameof(AgentDeathTests)}.{nameof(HoldChildren)}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [FolderVariable] = folder.Path },
        };
        using var agent = Process.Start(info)!;
        try
        {
            var said = agent.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await Proc.UntilAsync(() => agent.HasExited || File.Exists(folder["ready"]), "the agent has started its children");
            Assert.False(agent.HasExited, agent.HasExited ? await said : null);
            var processes = File.ReadAllText(folder["ready"]).Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToArray();
            // Eight children, each with a grandchild and a guard.
            Assert.Equal(24, processes.Length);
            Assert.All(processes, id => Assert.True(Proc.Runs(id)));

            agent.Kill();
            await agent.WaitForExitAsync(TestContext.Current.CancellationToken);

            await Proc.UntilAsync(() => !processes.Any(Proc.Runs), "all that the agent had started is gone");
        }
        finally
        {
            if (!agent.HasExited) agent.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Not a test: the agent of the test above, in a process of its own.</summary>
    [Fact(Explicit = true)]
    public async Task HoldChildren()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "runs only as a child of another test");
        var processes = new List<int>();
        for (var i = 0; i < 8; i++)
        {
            // Every child is started by a thread that ends at once, ignores what it can and fills its pipe; one is stopped.
            ChildProcess? child = null;
            var file = Path.Combine(folder!, $"{i}");
            var script = $"trap '' HUP INT TERM; (trap '' HUP INT TERM; exec sleep 1000) & echo $! > {file}.new; mv {file}.new {file}; {(i == 3 ? "kill -STOP $$" : "cat /dev/zero")}";
            var starter = new Thread(() => child = ChildProcess.Start(new ChildProcessStart { Program = "/bin/sh", Arguments = ["-c", script] }));
            starter.Start();
            starter.Join();
            await Proc.UntilAsync(() => File.Exists(file), "the grandchild is there");
            processes.AddRange([child!.Id, Proc.GroupOf(child.Id), int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture)]);
        }

        File.WriteAllText(Path.Combine(folder!, "ready.new"), string.Join(' ', processes));
        File.Move(Path.Combine(folder!, "ready.new"), Path.Combine(folder!, "ready"));
        await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
    }
}
