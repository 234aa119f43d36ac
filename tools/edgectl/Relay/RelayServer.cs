using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAgent.Control.Dial;
using EdgeAgent.Edgectl.Output;

namespace EdgeAgent.Edgectl.Relay;

/// <summary>Passes bytes between callers and boxes that have dialled it. Both show certificates; what passes is TLS between the two, which it can neither read nor forge.</summary>
internal sealed class RelayServer : IDisposable
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const int Backlog = 512;
    private const int BufferBytes = 32 * 1024;
    private const int ShortestKeepAlive = 5;
    private const int LongestKeepAlive = 3600;

    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly RelayOptions _options;
    private readonly TimeProvider _time;
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly WaitingBoxes _boxes;
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);
    private int _connections;

    /// <summary>Binds.</summary>
    /// <exception cref="SocketException">The address can't be had.</exception>
    public RelayServer(RelayOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _boxes = new WaitingBoxes(options.MostWaiting, time);
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _socket.Bind(options.Listen);
        _socket.Listen(Backlog);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Serves until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _socket.AcceptAsync(cancellation);
            }
            catch (SocketException)
            {
                // Who knocked is gone again, or there are no more descriptors: those who are here go on.
                await Task.Delay(AcceptPause, _time, cancellation);
                continue;
            }

            if (Interlocked.Increment(ref _connections) > _options.MostConnections)
            {
                Interlocked.Decrement(ref _connections);
                socket.Dispose();
                continue;
            }

            _ = ServeAsync(socket, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private async Task ServeAsync(Socket socket, CancellationToken cancellation)
    {
        RelayConnection connection;
        try
        {
            connection = new RelayConnection(socket, () => Interlocked.Decrement(ref _connections));
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            // Who knocked is gone again.
            socket.Dispose();
            Interlocked.Decrement(ref _connections);
            return;
        }

        var isGiven = false;
        try
        {
            var line = await GreetAsync(connection.Stream, cancellation);
            switch (line.Split(' '))
            {
                case [RelayWire.Device, var name, var seconds]: isGiven = await TakeBoxAsync(connection, Uri.UnescapeDataString(name), seconds, cancellation); break;
                case [RelayWire.Call, var name]: await TakeCallerAsync(connection, Uri.UnescapeDataString(name), cancellation); break;
                default: await RefuseAsync(connection, "this relay takes DEVICE and CALL", cancellation); break;
            }
        }
        catch (Exception error) when (error is IOException or SocketException or AuthenticationException or OperationCanceledException or ObjectDisposedException)
        {
            // Somebody went away, or is nobody that is known here: a port on the open network sees that all day long.
        }
        finally
        {
            if (!isGiven) await connection.DisposeAsync();
        }
    }

    private async Task<string> GreetAsync(SslStream tls, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var limit = new CancellationTokenSource(_options.Handshake, _time);
        await using var late = limit.Token.Register(patience.Cancel);
        await tls.AuthenticateAsServerAsync(Tls(), patience.Token);
        return await RelayWire.ReadLineAsync(tls, patience.Token);
    }

    private async Task<bool> TakeBoxAsync(RelayConnection connection, string device, string seconds, CancellationToken cancellation)
    {
        if (!connection.Names.Contains(RelayWire.NameOf(device), StringComparer.Ordinal))
        {
            await RefuseAsync(connection, "the certificate is not for this box; issue one with edgectl pki issue NAME --host HOST, NAME as in Agent:Name", cancellation);
            return false;
        }

        if (!int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var interval))
        {
            await RefuseAsync(connection, "the keep-alive must be a number of seconds", cancellation);
            return false;
        }

        await RelayWire.WriteLineAsync(connection.Stream, RelayWire.Ok, cancellation);
        var link = new WaitingLink(connection, TimeSpan.FromSeconds(Math.Clamp(interval, ShortestKeepAlive, LongestKeepAlive)), _options.AnswerTime, _time);
        if (_boxes.Add(device, link)) Note($"{device} is here");
        var isGiven = await link.WaitAsync(cancellation);
        if (_boxes.Remove(device, link) && !isGiven) Note($"{device} is gone");
        return isGiven;
    }

    private async Task TakeCallerAsync(RelayConnection connection, string device, CancellationToken cancellation)
    {
        if (_options.Roles.Find(connection.Names) is not (var caller, _))
        {
            await RefuseAsync(connection, "the certificate has no role here, so it may call no box; issue one with edgectl pki issue NAME --role ROLE", cancellation);
            return;
        }

        try
        {
            if (_calls.AddOrUpdate(caller, 1, static (_, calls) => calls + 1) > _options.MostCalls)
            {
                await RefuseAsync(connection, $"{caller} has {_options.MostCalls} calls through this relay already; end one", cancellation);
                return;
            }

            await using var box = await _boxes.TakeAsync(device, _options.Patience, cancellation);
            if (box is null)
            {
                await RefuseAsync(connection, $"the box {device} is not connected to this relay", cancellation);
                return;
            }

            await RelayWire.WriteLineAsync(connection.Stream, RelayWire.Ok, cancellation);
            Note($"{caller} calls {device}");
            var (up, down) = await PassAsync(connection.Stream, box.Stream, cancellation);
            Note(string.Create(CultureInfo.InvariantCulture, $"{caller} has ended with {device}: {up} bytes to it, {down} from it"));
        }
        finally
        {
            _calls.AddOrUpdate(caller, 0, static (_, calls) => calls - 1);
        }
    }

    // Each side waits for the other one: what is under way is bounded by two buffers and the kernel's windows.
    private static async Task<(long Up, long Down)> PassAsync(SslStream caller, SslStream box, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        long up = 0, down = 0;
        var ways = new[] { CopyAsync(caller, box, bytes => up += bytes, over.Token), CopyAsync(box, caller, bytes => down += bytes, over.Token) };
        await Task.WhenAny(ways);
        // HTTP/2 over TLS has no half that goes on alone.
        await over.CancelAsync();
        await Task.WhenAll(ways);
        return (up, down);
    }

    private static async Task CopyAsync(SslStream from, SslStream to, Action<int> passed, CancellationToken cancellation)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            while (await from.ReadAsync(buffer, cancellation) is var read and > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
                passed(read);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two has gone.
        }
    }

    private SslServerAuthenticationOptions Tls()
    {
        var clients = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        clients.CustomTrustStore.AddRange(_options.Authorities);
        clients.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return new SslServerAuthenticationOptions
        {
            ServerCertificate = _options.Certificate,
            ClientCertificateRequired = true,
            CertificateChainPolicy = clients,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [new SslApplicationProtocol(RelayWire.Protocol)],
        };
    }

    private static Task RefuseAsync(RelayConnection connection, string sentence, CancellationToken cancellation) =>
        RelayWire.WriteLineAsync(connection.Stream, $"{RelayWire.No} {string.Concat(sentence.Select(c => c is >= ' ' and <= '~' ? c : '?'))}", cancellation);

    private void Note(string sentence) => Screen.Note(TextTable.Clean($"{_time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}  {sentence}"));
}
