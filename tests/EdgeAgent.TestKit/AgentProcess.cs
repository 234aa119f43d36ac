using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EdgeAgent.TestKit;

/// <summary>The real binary as a child process: everything it says is kept, and no run outlives its test.</summary>
public sealed class AgentProcess : IDisposable
{
    /// <summary>What anything may take before it counts as hung; far above what it takes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static string? _binary;

    private readonly Process _process;
    private readonly ProcessLines _output = new();
    private readonly ProcessLines _error = new();
    private readonly Task _running;

    private AgentProcess(AgentStart start)
    {
        string[] command = [.. start.Under, DotnetHost, Binary, .. start.Arguments];
        var info = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = start.Directory ?? "",
        };
        foreach (var inherited in info.Environment.Keys.Where(key => key.StartsWith("EDGEAGENT__", StringComparison.OrdinalIgnoreCase)).ToArray()) info.Environment.Remove(inherited);
        foreach (var (key, value) in start.Environment) info.Environment[key] = value;
        _process = Process.Start(info) ?? throw new InvalidOperationException($"{command[0]} did not start");
        _running = Task.WhenAll(FeedAsync(start), _output.ReadAsync(_process.StandardOutput), _error.ReadAsync(_process.StandardError));
    }

    /// <summary>The agent that was built with the running tests: <c>bin/EdgeAgent/CONFIGURATION</c> beside <c>bin/TESTS/CONFIGURATION</c>.</summary>
    public static string Binary => _binary ??= FindBinary();

    private static string DotnetHost { get; } = Path.GetFullPath("../../../dotnet", RuntimeEnvironment.GetRuntimeDirectory());

    /// <summary>Starts it.</summary>
    public static AgentProcess Start(AgentStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        return new AgentProcess(start);
    }

    /// <summary>Runs it to its end.</summary>
    public static Task<AgentResult> RunAsync(params string[] arguments) => RunAsync(new AgentStart { Arguments = arguments });

    /// <summary>Runs it to its end.</summary>
    public static async Task<AgentResult> RunAsync(AgentStart start)
    {
        using var agent = Start(start);
        return await agent.EndAsync();
    }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Lines of standard output so far.</summary>
    public IReadOnlyList<string> OutputLines => _output.All();

    /// <summary>Lines of standard error so far.</summary>
    public IReadOnlyList<string> ErrorLines => _error.All();

    /// <summary>Waits for a line of standard output, also one that has come already.</summary>
    public Task<string> OutputLineAsync(string part) => AwaitAsync(_output.FirstAsync(part), $"a line with '{part}' on standard output");

    /// <summary>Waits for so many lines of standard output.</summary>
    public Task OutputCountAsync(int count) => AwaitAsync(Counted(_output.CountAsync(count)), $"{count} lines on standard output");

    /// <summary>Waits for a line of standard error, also one that has come already.</summary>
    public Task<string> ErrorLineAsync(string part) => AwaitAsync(_error.FirstAsync(part), $"a line with '{part}' on standard error");

    /// <summary>Sends a signal: TERM, INT.</summary>
    public void Signal(string name)
    {
        // The shell's own kill: a small machine has no other.
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {_process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits for its end.</summary>
    public async Task<AgentResult> EndAsync()
    {
        await AwaitAsync(EndedAsync(), "its end");
        return new AgentResult(_process.ExitCode, _output.All(), _error.All());

        async Task<bool> EndedAsync()
        {
            await _process.WaitForExitAsync();
            await _running;
            return true;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task<T> AwaitAsync<T>(Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"waited {Patience.TotalSeconds:F0} s for {what} of the agent; it said:\n{string.Join('\n', _output.All().TakeLast(5))}\n{string.Join('\n', _error.All().TakeLast(20))}");
        }
    }

    private static async Task<bool> Counted(Task reached)
    {
        await reached;
        return true;
    }

    private async Task FeedAsync(AgentStart start)
    {
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(start.Input);
            await _process.StandardInput.BaseStream.FlushAsync();
            if (!start.InputStaysOpen) _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The agent refused its input and ended: that is for the test to judge.
        }
    }

    private static string FindBinary()
    {
        var tests = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var binary = Path.Combine(tests.Parent!.Parent!.FullName, "EdgeAgent", tests.Name, "edge-agent.dll");
        return File.Exists(binary) ? binary : throw new FileNotFoundException($"{binary} is not there; build agent/EdgeAgent first", binary);
    }
}
