using System.Net.Sockets;
using System.Text;

namespace EdgeAgent.Tests.Service;

/// <summary>A service manager's end of sd_notify: the socket, and every line that came.</summary>
internal sealed class ServiceManager : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly List<string> _lines = [];
    private readonly SemaphoreSlim _more = new(0);
    private readonly Task _reading;

    public ServiceManager(string address)
    {
        Address = address;
        _socket.Bind(new UnixDomainSocketEndPoint(address[0] == '@' ? "\0" + address[1..] : address));
        _reading = ReadAsync();
    }

    /// <summary>What NOTIFY_SOCKET says.</summary>
    public string Address { get; }

    public IReadOnlyList<string> Lines { get { lock (_lines) return [.. _lines]; } }

    /// <summary>Waits until a line has come that begins so.</summary>
    public Task<string> LineAsync(string start) => LineAsync(line => line.StartsWith(start, StringComparison.Ordinal), start);

    public async Task<string> LineAsync(Predicate<string> is_, string what)
    {
        using var patience = new CancellationTokenSource(AgentProcess.Patience);
        while (true)
        {
            if (Lines.FirstOrDefault(line => is_(line)) is { } found) return found;
            try
            {
                await _more.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"waited for '{what}'; there came {string.Join(" | ", Lines)}");
            }
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _reading.Wait();
        if (Address[0] == '/') File.Delete(Address);
        _more.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var length = await _socket.ReceiveAsync(buffer);
                lock (_lines) _lines.AddRange(Encoding.UTF8.GetString(buffer, 0, length).Split('\n', StringSplitOptions.RemoveEmptyEntries));
                _more.Release();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test has seen enough.
        }
    }
}
