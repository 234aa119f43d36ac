using System.IO.Compression;
using System.Net.Security;
using Grpc.Core;

namespace EdgeAgent.Rpc.Client;

/// <summary>How a channel connects and what it accepts.</summary>
public sealed class RpcChannelOptions
{
    /// <summary>Longest response message that is accepted, in bytes, as sent and as unpacked. Default 4 MiB.</summary>
    public int MaxReceiveMessageSize { get; init; } = 4 * 1024 * 1024;

    /// <summary>Longest request message that is sent, in bytes before compression. Default: no limit.</summary>
    public int MaxSendMessageSize { get; init; } = int.MaxValue;

    /// <summary>How hard requests are compressed with gzip; null (default) sends them as they are. Compressed responses are always understood.</summary>
    public CompressionLevel? RequestCompression { get; init; }

    /// <summary>Metadata that goes with every call, such as a bearer token; null for none.</summary>
    public Metadata? Headers { get; init; }

    /// <summary>Client certificate and trust for <c>https</c>; null for the system's trust and no certificate.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>Longest time to wait for a connection. Default 20 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// While calls are open, how long a connection may be silent before the server is asked for a sign of life, at least 1 s; half as long is waited for it.
    /// Null asks never. Default 60 s; servers built on gRPC's C core tolerate no more than one such question in five minutes unless told otherwise.
    /// </summary>
    public TimeSpan? KeepAlive { get; init; } = TimeSpan.FromSeconds(60);
}
