using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Benchmarks.Delivery;

/// <summary>A mosquitto of the benchmark's own on a free port of 127.0.0.1, in memory, without limits to its queues. It ends with the benchmark, also when that is killed.</summary>
internal sealed class Broker : IDisposable
{
    // The shell outlives a killed benchmark for a moment and takes the broker along.
    private const string Guarded = "\"$0\" -c \"$1\" 2>\"$1.log\" & read -r end; kill $!; wait";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly string[] Programs = ["/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto"];

    private readonly string _configuration;
    private Process? _process;

    /// <summary>Chooses a port and writes the configuration; nothing runs until <see cref="StartAsync"/>.</summary>
    public Broker(string folder)
    {
        using (var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Port = ((IPEndPoint)probe.LocalEndPoint!).Port;
        }

        _configuration = Path.Combine(folder, "mosquitto.conf");
        File.WriteAllText(_configuration, string.Create(CultureInfo.InvariantCulture, $"""
            listener {Port} 127.0.0.1
            allow_anonymous true
            user {Environment.UserName}
            persistence false
            max_inflight_messages 1000
            max_queued_messages 0
            set_tcp_nodelay true
            log_dest stderr
            log_type error

            """));
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>The port as an argument.</summary>
    public string PortText => Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Starts it and waits until it listens.</summary>
    /// <exception cref="BenchmarkException">It is not installed or does not start.</exception>
    public async Task StartAsync()
    {
        var program = Programs.FirstOrDefault(File.Exists) ?? throw new BenchmarkException("mosquitto is missing; run: apt-get install mosquitto");
        _process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Guarded, program, _configuration]) { RedirectStandardInput = true })!;
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port)).ConfigureAwait(false);
                return;
            }
            catch (SocketException) when (!_process.HasExited && TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System).ConfigureAwait(false);
            }
            catch (SocketException error)
            {
                throw new BenchmarkException($"mosquitto does not listen on port {PortText}: {error.Message}");
            }
        }
    }

    /// <summary>Ends it; it may be started again on the same port.</summary>
    public void Stop()
    {
        if (_process is null) return;
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();
}
