using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Interop.Tests.Mosquitto;

/// <summary>A real mosquitto broker of one test's own, on a free port of the loopback, with a configuration that the test gives.</summary>
internal sealed class TestBroker : IDisposable
{
    private static readonly string[] Places = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/usr/bin/mosquitto"];

    private readonly Process _process;
    private readonly TemporaryFolder _folder = new();
    private readonly ProcessLog _log;

    private TestBroker(IReadOnlyList<string> global, IReadOnlyList<string> listener)
    {
        Port = FreePort();
        // Started by root it would change its user, and not read the test's files.
        var text = $"user {Environment.UserName}\n{string.Join('\n', global)}\nlistener {Port.ToString(CultureInfo.InvariantCulture)} 127.0.0.1\n{string.Join('\n', listener)}\n";
        var configuration = _folder.Write("mosquitto.conf", System.Text.Encoding.UTF8.GetBytes(text));
        var start = new ProcessStartInfo(Places.First(File.Exists), ["-v", "-c", configuration]) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        _process = Process.Start(start)!;
        _log = new ProcessLog(_process);
    }

    public int Port { get; }

    /// <summary>What the broker wrote.</summary>
    public IReadOnlyList<string> Log => _log.Lines;

    /// <summary>Starts one that lets anyone in.</summary>
    public static Task<TestBroker> StartAsync(params string[] global) => StartAsync(global, ["allow_anonymous true"]);

    public static async Task<TestBroker> StartAsync(IReadOnlyList<string> global, IReadOnlyList<string> listener)
    {
        Assert.SkipUnless(Places.Any(File.Exists), "needs the mosquitto broker (apt install mosquitto)");
        var broker = new TestBroker(global, listener);
        try
        {
            await broker._log.UntilAsync(line => line.Contains("running", StringComparison.Ordinal));
            return broker;
        }
        catch
        {
            broker.Dispose();
            throw;
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public Task UntilLogAsync(string part) => _log.UntilAsync(line => line.Contains(part, StringComparison.Ordinal));

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
        _log.Dispose();
        _folder.Dispose();
    }
}
