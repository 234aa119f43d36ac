using System.Net;
using System.Net.Sockets;
using EdgeAgent.Core.Audio;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>
/// Raw PCM in datagrams to a UDP port. Datagrams carry no numbers, so a lost one is noticed only as a low rate: prefer TCP, or RTP through ffmpeg, where the network loses any.
/// The port stays open as long as the input lives.
/// </summary>
public sealed class UdpInput : ILiveInput, IDisposable
{
    /// <summary>Bytes that the kernel keeps while the agent is busy: about 10 s of 48 kHz 16-bit stereo, where the system allows it.</summary>
    private const int KernelBuffer = 2 * 1024 * 1024;

    private readonly IPEndPoint _address;
    private Socket? _socket;

    /// <summary>Makes the input; it listens from the first opening on.</summary>
    /// <param name="address">Where to listen; port 0 takes a free one.</param>
    /// <param name="format">What the bytes are.</param>
    public UdpInput(IPEndPoint address, AudioFormat format)
    {
        _address = address;
        Format = format;
    }

    /// <inheritdoc/>
    public AudioFormat Format { get; }

    /// <inheritdoc/>
    public string Description => $"UDP listener {_address}";

    /// <inheritdoc/>
    public bool Listens => true;

    /// <summary>Where it listens, once it was opened.</summary>
    public EndPoint? LocalEndPoint => _socket?.LocalEndPoint;

    /// <inheritdoc/>
    public Task<LiveConnection> OpenAsync(CancellationToken cancellation)
    {
        _socket ??= Listen();
        return Task.FromResult<LiveConnection>(new SocketConnection(_socket, Description, owned: false));
    }

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private Socket Listen()
    {
        var socket = new Socket(_address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = KernelBuffer };
        try
        {
            socket.Bind(_address);
            return socket;
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new SourceException(Description, $"{Description}: can't listen there ({error.SocketErrorCode}); choose an address of this box and a free port", error);
        }
    }
}
