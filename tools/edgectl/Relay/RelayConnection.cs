using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using EdgeAgent.Control.Dial;
using EdgeAgent.Control.Security;

namespace EdgeAgent.Edgectl.Relay;

/// <summary>A connection of a box or a caller; whoever holds it last closes it.</summary>
internal sealed class RelayConnection : IAsyncDisposable
{
    private readonly Action _closed;
    private int _isClosed;

    /// <param name="ownedSocket">The connection, accepted.</param>
    /// <param name="closed">Called once, when it is closed.</param>
    public RelayConnection(Socket ownedSocket, Action closed)
    {
        _closed = closed;
        ownedSocket.NoDelay = true;
        RelayLink.KeepAlive(ownedSocket);
        Stream = new SslStream(new NetworkStream(ownedSocket, ownsSocket: true));
    }

    /// <summary>Its bytes.</summary>
    public SslStream Stream { get; }

    /// <summary>The names in its certificate; empty before the handshake.</summary>
    public IReadOnlyList<string> Names => Stream.RemoteCertificate is X509Certificate2 shown ? CertificateNames.Of(shown) : [];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0) return;
        await Stream.DisposeAsync();
        _closed();
    }
}
