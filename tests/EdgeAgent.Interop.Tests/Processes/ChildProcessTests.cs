using System.Globalization;
using System.IO.Pipes;
using System.Text;
using EdgeAgent.Interop.Processes;

namespace EdgeAgent.Interop.Tests.Processes;

/// <summary>Real programs as children.</summary>
[Collection(OneProcessTree.Name)]
public sealed class ChildProcessTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_Arguments_ArriveAsTheyAre()
    {
        string[] arguments = ["a b", "$(id)", "'\"`;&|", "", "*", "ü\n2"];
        await using var child = Shell("printf '%s|' \"$@\"", arguments);

        Assert.Equal(string.Join("|", arguments) + "|", await AllAsync(child.Output));
        Assert.Equal(new ChildExit(0, null), await child.WaitForExitAsync(Stop));
    }

    [Fact]
    public async Task Input_Written_IsReadByTheChild()
    {
        await using var child = ChildProcess.Start(new ChildProcessStart { Program = "cat", PipesInput = true });
        var text = new string('x', 300_000);
        var reading = AllAsync(child.Output);

        await child.Input.WriteAsync(Encoding.ASCII.GetBytes(text), Stop);
        await child.Input.DisposeAsync();

        Assert.Equal(text, await reading);
        Assert.True((await child.WaitForExitAsync(Stop)).IsSuccess);
    }

    [Fact]
    public async Task Input_NotPiped_IsAtItsEnd()
    {
        await using var child = ChildProcess.Start(new ChildProcessStart { Program = "cat" });

        Assert.Empty(await AllAsync(child.Output));
        Assert.True((await child.WaitForExitAsync(Stop)).IsSuccess);
    }

    [Fact]
    public async Task Start_Child_HasNoDescriptorBeyondTwo()
    {
        // What any library may hold open without close-on-exec.
        await using var inheritable = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        await using var child = ChildProcess.Start(new ChildProcessStart { Program = "ls", Arguments = ["/proc/self/fd"] });

        // 3 is the folder that ls itself reads.
        Assert.Equal("0\n1\n2\n3\n", await AllAsync(child.Output));
    }

    [Fact]
    public async Task Start_Child_HasNoSignalIgnoredOrBlocked()
    {
        await using var child = ChildProcess.Start(new ChildProcessStart { Program = "grep", Arguments = ["^Sig[IB]", "/proc/self/status"] });
        var masks = (await AllAsync(child.Output)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Convert.ToUInt64(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(), 16)).ToArray();

        // 32 and 33 belong to the C library, which lets nobody change them.
        const ulong Internal = 3UL << 31;
        Assert.Equal(2, masks.Length);
        Assert.All(masks, mask => Assert.Equal(0UL, mask & ~Internal));
    }

    [Fact]
    public async Task Start_Environment_AddsAndRemovesAndKeepsTheAgentsOwn()
    {
        Environment.SetEnvironmentVariable("EDGEAGENT__Mqtt__Password", "hunter2");
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", "/nowhere");
        try
        {
            await using var child = ChildProcess.Start(new ChildProcessStart
            {
                Program = "env",
                Environment = new Dictionary<string, string?> { ["ADDED"] = "a=b c", ["HOME"] = null, ["PATH"] = "/bin:/usr/bin" },
            });
            var lines = (await AllAsync(child.Output)).Split('\n');

            Assert.Contains("ADDED=a=b c", lines);
            Assert.Single(lines, line => line.StartsWith("PATH=", StringComparison.Ordinal));
            Assert.DoesNotContain(lines, line => line.StartsWith("HOME=", StringComparison.Ordinal) || line.StartsWith("EDGEAGENT__", StringComparison.Ordinal) || line.StartsWith("NOTIFY_", StringComparison.Ordinal));
        }
        finally
        {
            Environment.SetEnvironmentVariable("EDGEAGENT__Mqtt__Password", null);
            Environment.SetEnvironmentVariable("NOTIFY_SOCKET", null);
        }
    }

    [Fact]
    public async Task Start_WorkingDirectory_IsTheChilds()
    {
        using var folder = new TemporaryFolder();
        await using var child = ChildProcess.Start(new ChildProcessStart { Program = "pwd", WorkingDirectory = folder.Path });

        Assert.Equal(folder.Path, (await AllAsync(child.Output)).Trim());
    }

    [Theory]
    [InlineData("exit 3", 3, null, "exited with code 3")]
    [InlineData("kill -SEGV $$", null, 11, "was killed by SIGSEGV")]
    [InlineData("kill -40 $$", null, 40, "was killed by signal 40")]
    public async Task WaitForExit_AnyEnd_IsTold(string script, int? code, int? signal, string words)
    {
        await using var child = Shell(script);

        var exit = await child.WaitForExitAsync(Stop);

        Assert.Equal(new ChildExit(code, signal), exit);
        Assert.Equal(words, exit.ToString());
    }

    [Fact]
    public async Task WaitForExit_ChildThatEndsAtOnce_WholeErrorIsThere()
    {
        await using var child = Shell("echo 'cannot open device' >&2; exit 1");

        await child.WaitForExitAsync(Stop);

        Assert.Equal(["cannot open device"], child.ErrorTail);
    }

    [Fact]
    public async Task ErrorTail_Megabytes_KeepsTheNewestLinesAndNeverBlocksTheChild()
    {
        await using var child = Shell("i=0; while [ $i -lt 30000 ]; do echo \"line $i ------------------------------------------------------------------------------\" >&2; i=$((i+1)); done; head -c 1000000 /dev/zero | tr '\\0' x >&2; printf 'pro\\rgress\\nlast' >&2");

        await child.WaitForExitAsync(Stop);

        Assert.Equal(20, child.ErrorTail.Count);
        Assert.Equal("last", child.ErrorTail[^1]);
        Assert.Equal("gress", child.ErrorTail[^2]);
        Assert.StartsWith("line 29999 -", child.ErrorTail[^4], StringComparison.Ordinal);
        Assert.Equal(400, child.ErrorTail[^3].Length);
    }

    [Fact]
    public async Task ErrorLine_Secret_IsRedactedBeforeAnybodySeesIt()
    {
        var shown = new List<string>();
        await using var child = ChildProcess.Start(new ChildProcessStart
        {
            Program = "/bin/sh",
            Arguments = ["-c", "echo \"401 for $SECRET\" >&2"],
            Environment = new Dictionary<string, string?> { ["SECRET"] = "hunter2" },
            Redact = line => line.Replace("hunter2", "***", StringComparison.Ordinal),
            ErrorLine = shown.Add,
        });

        await child.WaitForExitAsync(Stop);

        Assert.Equal(["401 for ***"], child.ErrorTail);
        Assert.Equal(["401 for ***"], shown);
    }

    [Fact]
    public void Start_MissingProgram_NamesItAndTheRemedy()
    {
        var children = Proc.Children();

        var error = Assert.Throws<ChildProcessException>(() => ChildProcess.Start(new ChildProcessStart { Program = "no-such-recorder", Remedy = "install it with: apt install recorder" }));

        Assert.Equal("no-such-recorder is not installed (it is not in PATH); install it with: apt install recorder", error.Message);
        Assert.Equal("no-such-recorder", error.Program);
        Assert.Equal(children, Proc.Children());
    }

    [Fact]
    public async Task Start_BadPrograms_AreRefusedInOneSentence()
    {
        using var folder = new TemporaryFolder();
        var text = folder.Write("notes.txt", "no program"u8);

        Refuses(new ChildProcessStart { Program = folder["gone"] }, "gone: no such program; ");
        Refuses(new ChildProcessStart { Program = text }, "notes.txt may not be executed by this user");
        await using (var chmod = ChildProcess.Start(new ChildProcessStart { Program = "chmod", Arguments = ["+x", text] })) await chmod.WaitForExitAsync(Stop);
        Refuses(new ChildProcessStart { Program = text }, "notes.txt is no program of this machine");
        Refuses(new ChildProcessStart { Program = "" }, "not named");
        Refuses(new ChildProcessStart { Program = "echo", Arguments = ["a\0b"] }, "NUL");
        Refuses(new ChildProcessStart { Program = "echo", WorkingDirectory = folder["gone"] }, "its working directory");

        static void Refuses(ChildProcessStart start, string part) =>
            Assert.Contains(part, Assert.Throws<ChildProcessException>(() => ChildProcess.Start(start)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kill_ChildThatIgnoresTermAndHasGrandchildren_NothingIsLeft()
    {
        await using var child = Shell("trap '' TERM; sleep 1000 & (sleep 1000 & echo ready; wait) & wait; wait");
        await LineAsync(child.Output);
        var group = Proc.GroupOf(child.Id);
        await Proc.UntilAsync(() => Proc.InGroup(group).Length == 5, "guard, child, its part and two grandchildren are there");

        child.Terminate();
        Assert.True(Proc.Runs(child.Id));
        child.Kill();

        Assert.Equal(new ChildExit(null, 9), await child.WaitForExitAsync(Stop));
        // Grandchildren become init's: whether that has reaped them is not ours.
        await Proc.UntilAsync(() => !Proc.InGroup(group).Any(Proc.Runs), "the group is gone");
        Assert.False(Proc.Exists(child.Id));
        Assert.False(Proc.Exists(group));
    }

    [Fact]
    public async Task Terminate_ChildThatListens_EndsItself()
    {
        await using var child = Shell("trap 'echo saved; exit 5' TERM; echo ready; while :; do sleep 0.02; done");
        await LineAsync(child.Output);

        child.Terminate();

        Assert.Equal(new ChildExit(5, null), await child.WaitForExitAsync(Stop));
        Assert.Equal("saved\n", await AllAsync(child.Output));
    }

    [Fact]
    public async Task Kill_StoppedChild_Ends()
    {
        await using var child = Shell("kill -STOP $$; sleep 1000");
        await Proc.UntilAsync(() => Proc.State(child.Id) == 'T', "the child has stopped itself");

        child.Kill();

        Assert.Equal(9, (await child.WaitForExitAsync(Stop)).Signal);
    }

    [Fact]
    public async Task WaitForExit_ChildThatLeavesGrandchildrenBehind_TheyEndWithIt()
    {
        await using var child = Shell("sleep 1000 & echo $!; exit 0");
        var grandchild = int.Parse(await LineAsync(child.Output), CultureInfo.InvariantCulture);

        Assert.Equal(new ChildExit(0, null), await child.WaitForExitAsync(Stop));

        await Proc.UntilAsync(() => !Proc.Runs(grandchild), "the grandchild is gone");
        Assert.Empty(await AllAsync(child.Output));
    }

    [Fact]
    public async Task WaitForExit_GivenUp_ChildGoesOn()
    {
        await using var child = Shell("sleep 1000");
        using var giveUp = new CancellationTokenSource();
        var waiting = child.WaitForExitAsync(giveUp.Token);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(child.HasExited);
        Assert.True(Proc.Runs(child.Id));
    }

    [Fact]
    public async Task Output_ManySilentChildren_WaitWithoutPoolThreads()
    {
        var children = Enumerable.Range(0, 40).Select(_ => Shell("sleep 1000")).ToArray();
        try
        {
            var before = ThreadPool.ThreadCount;
            var reads = children.Select(child => child.Output.ReadAsync(new byte[16], Stop).AsTask()).ToArray();
            // Work that is queued behind the reads runs at once, so none of them holds a thread.
            await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => { }, Stop)));

            Assert.DoesNotContain(reads, read => read.IsCompleted);
            Assert.True(ThreadPool.ThreadCount < before + 20, $"{ThreadPool.ThreadCount} pool threads, {before} before");
        }
        finally
        {
            foreach (var child in children) await child.DisposeAsync();
        }
    }

    [Fact]
    public async Task Output_ReadCancelled_Returns()
    {
        await using var child = Shell("sleep 1000");
        using var cancel = new CancellationTokenSource();
        var reading = child.Output.ReadAsync(new byte[16], cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Start_TwoHundredTimes_LeavesNothingOpen()
    {
        await CycleAsync(10);
        await Proc.UntilAsync(() => Proc.Children().Length == 0, "no child is left of the first cycles");
        var descriptors = Proc.OpenDescriptors();
        var threads = System.Diagnostics.Process.GetCurrentProcess().Threads.Count;

        await CycleAsync(200);

        Assert.Empty(Proc.Children());
        Assert.InRange(Proc.OpenDescriptors(), 0, descriptors + 2);
        Assert.InRange(System.Diagnostics.Process.GetCurrentProcess().Threads.Count, 0, threads + 10);

        static async Task CycleAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await using var child = i % 2 == 0 ? Shell("echo x; exec sleep 1000") : Shell("exit 1");
                if (i % 2 == 0) await LineAsync(child.Output);
                if (i % 4 == 0) child.Kill();
            }
        }
    }

    private static ChildProcess Shell(string script, params string[] arguments) =>
        ChildProcess.Start(new ChildProcessStart { Program = "/bin/sh", Arguments = ["-c", script, "sh", .. arguments] });

    private static async Task<string> AllAsync(Stream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, Stop);
        return Encoding.UTF8.GetString(all.ToArray());
    }

    private static async Task<string> LineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, Stop) == 1 && one[0] != '\n') line.Append((char)one[0]);
        return line.ToString();
    }
}
