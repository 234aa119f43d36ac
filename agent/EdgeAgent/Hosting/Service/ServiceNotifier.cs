using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace EdgeAgent.Hosting.Service;

/// <summary>Tells the service manager how the process is: sd_notify(3), a datagram of <c>KEY=value</c> lines to the socket that it names. Says nothing where there is no service manager.</summary>
internal sealed class ServiceNotifier : IDisposable
{
    private const string SocketVariable = "NOTIFY_SOCKET";

    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _manager;

    private ServiceNotifier(string? address, TimeSpan? watchdog)
    {
        Watchdog = watchdog;
        // A path, or a name in the abstract namespace; other addresses (vsock) are for machines, not for services.
        if (address is not { Length: > 1 } || address[0] is not ('/' or '@')) return;
        _manager = new UnixDomainSocketEndPoint(address[0] == '@' ? "\0" + address[1..] : address);
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    }

    /// <summary>Whether a service manager listens.</summary>
    public bool IsPresent => _socket is not null;

    /// <summary>How long the service manager waits for a sign of life before it kills the process; null when it does not.</summary>
    public TimeSpan? Watchdog { get; }

    /// <summary>The manager that the environment names. Programs that this process starts are not to speak for it, so the name is taken out of the environment.</summary>
    public static ServiceNotifier FromEnvironment()
    {
        var address = Environment.GetEnvironmentVariable(SocketVariable);
        var notifier = new ServiceNotifier(address, WatchdogOf(
            Environment.GetEnvironmentVariable("WATCHDOG_USEC"), Environment.GetEnvironmentVariable("WATCHDOG_PID"), Environment.ProcessId));
        if (address is not null) Environment.SetEnvironmentVariable(SocketVariable, null);
        return notifier;
    }

    /// <summary>The watchdog's patience as sd_watchdog_enabled(3) reads it; null without one or when it is meant for another process.</summary>
    /// <param name="microseconds">Value of WATCHDOG_USEC.</param>
    /// <param name="process">Value of WATCHDOG_PID.</param>
    /// <param name="self">This process's id.</param>
    public static TimeSpan? WatchdogOf(string? microseconds, string? process, int self)
    {
        if (!long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var span) || span <= 0) return null;
        if (process is { Length: > 0 } && process != self.ToString(CultureInfo.InvariantCulture)) return null;
        return TimeSpan.FromMicroseconds(span);
    }

    /// <summary>Start-up is done.</summary>
    public void Ready() => Send("READY=1");

    /// <summary>A sign of life.</summary>
    public void Alive() => Send("WATCHDOG=1");

    /// <summary>One line for <c>systemctl status</c>.</summary>
    public void Status(string line) => Send("STATUS=" + line.ReplaceLineEndings(" "));

    /// <summary>The configuration is being read again; <see cref="Ready"/> ends it.</summary>
    /// <param name="time">Its monotonic clock is the one that the manager compares with.</param>
    public void Reloading(TimeProvider time) =>
        Send(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={(long)(time.GetTimestamp() * (1e6 / time.TimestampFrequency))}"));

    /// <summary>The process stops.</summary>
    public void Stopping() => Send("STOPPING=1");

    /// <summary>Start, reload or stop may take so much longer from now on.</summary>
    public void ExtendTimeout(TimeSpan time) => Send(string.Create(CultureInfo.InvariantCulture, $"EXTEND_TIMEOUT_USEC={(long)time.TotalMicroseconds}"));

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private void Send(string message)
    {
        if (_socket is null) return;
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(message), _manager!);
        }
        catch (SocketException)
        {
            // A manager that is being restarted takes nothing; it asks again by its watchdog, and the agent's work does not depend on it.
        }
    }
}
