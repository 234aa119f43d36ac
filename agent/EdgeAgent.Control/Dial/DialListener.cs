using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace EdgeAgent.Control.Dial;

/// <summary>Gives Kestrel the connections that were dialled, beside those that its sockets accept.</summary>
internal sealed class DialListener : IConnectionListenerFactory, IConnectionListenerFactorySelector, IConnectionListener
{
    // The dialler holds no more connections than are allowed at once; none of them waits here for long.
    private readonly Channel<ConnectionContext> _taken = Channel.CreateUnbounded<ConnectionContext>();

    /// <inheritdoc/>
    public EndPoint EndPoint => DialEndPoint.Instance;

    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => endpoint is DialEndPoint;

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(this);

    /// <summary>Hands a connection to the server; false when it does not serve any more.</summary>
    public bool Offer(ConnectionContext connection) => _taken.Writer.TryWrite(connection);

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _taken.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false) && _taken.Reader.TryRead(out var connection) ? connection : null;

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _taken.Writer.TryComplete();
        return default;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _taken.Writer.TryComplete();
        while (_taken.Reader.TryRead(out var left)) await left.DisposeAsync().ConfigureAwait(false);
    }
}
