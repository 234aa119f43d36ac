using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Subscriber.Tests.Commands;

/// <summary>The real tool as a child process.</summary>
internal sealed class SubscriberProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private SubscriberProcess(IEnumerable<string> arguments)
    {
        var tests = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var binary = Path.Combine(tests.Parent!.Parent!.FullName, "EdgeAgent.Subscriber", tests.Name, "edge-subscriber.dll");
        var host = Path.GetFullPath("../../../dotnet", RuntimeEnvironment.GetRuntimeDirectory());
        _process = Process.Start(new ProcessStartInfo(host, [binary, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public static SubscriberProcess Start(int port, params string[] arguments) => new(["--port", port.ToString(CultureInfo.InvariantCulture), .. arguments]);

    public static async Task<(int Code, string Output, string Error)> RunAsync(int port, params string[] arguments)
    {
        using var subscriber = Start(port, arguments);
        return await subscriber.EndAsync();
    }

    public async Task<(int Code, string Output, string Error)> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(AgentProcess.Patience, TestContext.Current.CancellationToken);
        var error = await _error;
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        return (_process.ExitCode, await _output, error);
    }

    public async Task TerminateAsync() => await Programs.RunAsync("/bin/sh", ["-c", $"kill -TERM {_process.Id}"]);

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
