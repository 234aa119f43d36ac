using System.IO.Compression;

namespace EdgeAgent.Rpc.Server;

/// <summary>What a server accepts and how it answers.</summary>
public sealed class RpcServerOptions
{
    /// <summary>Longest request message that is accepted, in bytes, as sent and as unpacked. Also the most that one call holds in memory before its service sees it. Default 4 MiB.</summary>
    public int MaxReceiveMessageSize { get; init; } = 4 * 1024 * 1024;

    /// <summary>Longest response message that is sent, in bytes before compression. Default: no limit.</summary>
    public int MaxSendMessageSize { get; init; } = int.MaxValue;

    /// <summary>How hard responses are compressed with gzip for clients that accept it; null (default) sends them as they are. Compressed requests are always understood.</summary>
    public CompressionLevel? ResponseCompression { get; init; }

    /// <summary>Asked about every call before its service sees it, in this order.</summary>
    public IReadOnlyList<IRpcInterceptor> Interceptors { get; init; } = [];
}
