using System.Net;
using System.Net.Sockets;
using EdgeAgent.Core.Audio;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>Raw PCM from whoever connects to a TCP port: one sender at a time, the next one waits its turn. It listens as long as it lives.</summary>
public sealed class TcpInput : ILiveInput, IDisposable
{
    private readonly IPEndPoint _address;
    private Socket? _listener;

    /// <summary>Makes the input; it listens from the first opening on.</summary>
    /// <param name="address">Where to listen; port 0 takes a free one.</param>
    /// <param name="format">What the bytes are.</param>
    public TcpInput(IPEndPoint address, AudioFormat format)
    {
        _address = address;
        Format = format;
    }

    /// <inheritdoc/>
    public AudioFormat Format { get; }

    /// <inheritdoc/>
    public string Description => $"TCP listener {_address}";

    /// <inheritdoc/>
    public bool Listens => true;

    /// <summary>Where it listens, once it was opened.</summary>
    public EndPoint? LocalEndPoint => _listener?.LocalEndPoint;

    /// <inheritdoc/>
    public async Task<LiveConnection> OpenAsync(CancellationToken cancellation)
    {
        _listener ??= Listen();
        try
        {
            return new SocketConnection(await _listener.AcceptAsync(cancellation).ConfigureAwait(false), Description, owned: true);
        }
        catch (SocketException error)
        {
            throw new SourceException(Description, $"{Description}: can't accept a connection ({error.SocketErrorCode})", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener?.Dispose();

    private Socket Listen()
    {
        var socket = new Socket(_address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(_address);
            socket.Listen(backlog: 1);
            return socket;
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new SourceException(Description, $"{Description}: can't listen there ({error.SocketErrorCode}); choose an address of this box and a free port", error);
        }
    }
}
