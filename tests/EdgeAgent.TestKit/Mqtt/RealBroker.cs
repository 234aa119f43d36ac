using System.Diagnostics;
using System.Globalization;

namespace EdgeAgent.TestKit.Mqtt;

/// <summary>A broker as others run it, as a child process on a free port of 127.0.0.1; its log is kept and no broker outlives its test.</summary>
public abstract class RealBroker : IAsyncDisposable
{
    private readonly List<ProcessLines> _runs = [];
    private Process? _process;
    private OrphanGuard? _guard;
    private Task _reading = Task.CompletedTask;

    /// <summary>Where everything runs.</summary>
    public static string Host => "127.0.0.1";

    /// <summary>The MQTT port, the same over restarts.</summary>
    public int Port { get; private set; }

    /// <summary>The broker's own folder: configuration, persistence.</summary>
    public TemporaryFolder Folder { get; } = new();

    /// <summary>True while its process lives, also while it is suspended.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Everything it has logged, over all its runs.</summary>
    public IReadOnlyList<string> Log => [.. _runs.SelectMany(run => run.All())];

    /// <summary>The program's name in messages.</summary>
    protected abstract string Name { get; }

    /// <summary>What the log says once it accepts clients.</summary>
    protected abstract string ReadyLine { get; }

    /// <summary>What the log says when another program took the port first.</summary>
    protected virtual string PortTakenPart => "ddress already in use";

    /// <summary>Writes the configuration for a port and says how to start the broker.</summary>
    protected abstract Task<ProcessStartInfo> PrepareAsync(int port);

    /// <summary>SIGKILL: what a crash or a power cut leaves. Returns when the process is gone.</summary>
    public void Kill()
    {
        var process = Running();
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        Release();
    }

    /// <summary>SIGTERM: it says good-bye and saves what it saves. Returns when the process is gone.</summary>
    public async Task StopAsync()
    {
        var process = Running();
        Signal(process, "TERM");
        await AwaitAsync(process.WaitForExitAsync(), "its end after SIGTERM");
        await _reading;
        Release();
    }

    /// <summary>Starts it again on the same port with the same configuration and files; stops it first where it runs.</summary>
    public async Task RestartAsync()
    {
        if (IsRunning) await StopAsync();
        await LaunchAsync(Port);
    }

    /// <summary>SIGSTOP: the kernel still accepts connections and bytes, nobody answers.</summary>
    public void Suspend() => Signal(Running(), "STOP");

    /// <summary>SIGCONT.</summary>
    public void Resume() => Signal(Running(), "CONT");

    /// <summary>Waits for a line of the present run's log, also one that has come already.</summary>
    public async Task<string> LogLineAsync(string part)
    {
        var line = _runs[^1].FirstAsync(part);
        await AwaitAsync(line, $"a log line with '{part}'");
        return await line;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (IsRunning) Kill();
        Release();
        await _reading;
        Folder.Dispose();
    }

    /// <summary>The first start: on a port that nobody else took in between.</summary>
    protected async Task StartFirstAsync()
    {
        try
        {
            for (var trial = 0; !await TryLaunchAsync(FreePort.Next()); trial++)
                if (trial == 5) throw new InvalidOperationException($"{Name} found every port taken:\n{Tail()}");
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private async Task<bool> TryLaunchAsync(int port)
    {
        try
        {
            await LaunchAsync(port);
            return true;
        }
        catch (InvalidOperationException error) when (error.Message.Contains(PortTakenPart, StringComparison.Ordinal))
        {
            if (IsRunning) Kill();
            Release();
            return false;
        }
    }

    private async Task LaunchAsync(int port)
    {
        Port = port;
        var info = await PrepareAsync(port);
        info.RedirectStandardOutput = info.RedirectStandardError = true;
        var lines = new ProcessLines(Name);
        _runs.Add(lines);
        _process = Process.Start(info) ?? throw new InvalidOperationException($"{Name} did not start");
        _guard = new OrphanGuard(_process.Id);
        _reading = lines.ReadAsync(_process.StandardOutput, _process.StandardError);
        await LogLineAsync(ReadyLine);
    }

    private void Release()
    {
        _guard?.Dispose();
        _guard = null;
        _process?.Dispose();
        _process = null;
    }

    private Process Running() => _process is { HasExited: false } process ? process : throw new InvalidOperationException($"{Name} does not run:\n{Tail()}");

    private string Tail() => string.Join('\n', Log.TakeLast(30));

    private async Task AwaitAsync(Task task, string what)
    {
        try
        {
            await task.WaitAsync(AgentProcess.Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"waited {AgentProcess.Patience.TotalSeconds:F0} s for {what} of {Name}; its log:\n{Tail()}");
        }
    }

    private static void Signal(Process process, string name)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {process.Id.ToString(CultureInfo.InvariantCulture)}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
