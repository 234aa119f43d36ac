using System.Diagnostics;

namespace EdgeAgent.TestKit;

/// <summary>A program that goes on until the test ends it: everything it says is kept.</summary>
public sealed class RunningTool : IDisposable
{
    private readonly Process _process;
    private readonly ProcessLines _output;
    private readonly ProcessLines _error;
    private readonly string _name;

    private RunningTool(string name, ProcessStartInfo start)
    {
        _name = name;
        (_output, _error) = (new ProcessLines(name), new ProcessLines(name));
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start");
        _ = _output.ReadAsync(_process.StandardOutput);
        _ = _error.ReadAsync(_process.StandardError);
    }

    /// <summary>Id of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Lines of standard output so far.</summary>
    public IReadOnlyList<string> OutputLines => _output.All();

    /// <summary>Lines of standard error so far.</summary>
    public IReadOnlyList<string> ErrorLines => _error.All();

    /// <summary>Starts edgectl; skips the calling test where it is not built.</summary>
    public static RunningTool Edgectl(params string[] arguments)
    {
        Assert.SkipWhen(ControlProcess.Binary is null, "edgectl is not built; build tools/edgectl");
        return Start("edgectl", "dotnet", [ControlProcess.Binary!, .. arguments]);
    }

    /// <summary>Starts a program of another implementation; skips the calling test where it can't be.</summary>
    public static RunningTool StartPeer(string name, string program, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(program) || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program))), $"{program} is not there");
        // It ends with its standard input.
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PEER_PACKAGES"] = Path.Combine(Repository.Root, "artifacts/peers");
        foreach (var proxy in new[] { "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "grpc_proxy" }) start.Environment.Remove(proxy);
        return new RunningTool(name, start);
    }

    /// <summary>Starts a program.</summary>
    public static RunningTool Start(string name, string program, params string[] arguments) =>
        new(name, new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });

    /// <summary>Waits for a line of standard output, also one that has come already.</summary>
    public Task<string> OutputLineAsync(string part) => _output.FirstAsync(part).WaitAsync(AgentProcess.Patience, TestContext.Current.CancellationToken);

    /// <summary>Waits for so many lines of standard output.</summary>
    public Task OutputCountAsync(int count) => _output.CountAsync(count).WaitAsync(AgentProcess.Patience, TestContext.Current.CancellationToken);

    /// <summary>Waits for a line of standard error, also one that has come already.</summary>
    public Task<string> ErrorLineAsync(string part) => _error.FirstAsync(part).WaitAsync(AgentProcess.Patience, TestContext.Current.CancellationToken);

    /// <summary>Ends it at once, as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(AgentProcess.Patience, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public override string ToString() => _name;

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
