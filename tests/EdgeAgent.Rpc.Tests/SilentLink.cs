using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Rpc.Tests;

/// <summary>A link that can fall silent: bytes stop, and neither end is told.</summary>
internal sealed class SilentLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _silent = new();
    private readonly List<TcpClient> _ends = [];
    private readonly Task _accepting;

    public SilentLink(int target)
    {
        _listener.Start();
        _accepting = AcceptAsync(target);
    }

    public string Address => $"http://{_listener.LocalEndpoint}";

    public void FallSilent() => _silent.Cancel();

    public async ValueTask DisposeAsync()
    {
        FallSilent();
        _listener.Stop();
        await _accepting;
        lock (_ends) _ends.ForEach(end => end.Close());
        _silent.Dispose();
    }

    private async Task AcceptAsync(int target)
    {
        try
        {
            while (true)
            {
                var near = await _listener.AcceptTcpClientAsync();
                var far = new TcpClient();
                await far.ConnectAsync(IPAddress.Loopback, target);
                lock (_ends) _ends.AddRange([near, far]);
                _ = CarryAsync(near, far);
                _ = CarryAsync(far, near);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task CarryAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream(), _silent.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
        }
    }
}
