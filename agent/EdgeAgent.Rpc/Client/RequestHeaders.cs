using System.Net;
using EdgeAgent.Rpc.Wire;
using Grpc.Core;

namespace EdgeAgent.Rpc.Client;

/// <summary>The HTTP request of a call, without its body.</summary>
internal static class RequestHeaders
{
    public static HttpRequestMessage Create(RpcChannel channel, IMethod method, string? host, CallOptions options, TimeSpan timeout)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, channel.PathOf(method)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var headers = request.Headers;
        headers.TryAddWithoutValidation("TE", "trailers");
        headers.TryAddWithoutValidation("User-Agent", "edge-agent-rpc");
        headers.TryAddWithoutValidation(WireNames.AcceptEncoding, WireNames.AcceptedEncodings);
        if (host is not null) headers.Host = host;
        if (channel.Options.RequestCompression is not null) headers.TryAddWithoutValidation(WireNames.Encoding, WireNames.Gzip);
        if (options.Deadline is not null && timeout > TimeSpan.Zero) headers.TryAddWithoutValidation(WireNames.Timeout, CallTimeout.Format(timeout));
        Add(request, channel.Options.Headers);
        Add(request, options.Headers);
        return request;
    }

    private static void Add(HttpRequestMessage request, Metadata? metadata)
    {
        if (metadata is null) return;
        foreach (var entry in metadata)
        {
            if (WireNames.IsReserved(entry.Key)) continue;
            var value = MetadataText.Encode(entry);
            // HttpClient joins values of one key with a comma and a space, and the space is no base64: bytes are joined here, with the bare comma of the protocol.
            if (entry.IsBinary && request.Headers.NonValidated.TryGetValues(entry.Key, out var before))
            {
                request.Headers.Remove(entry.Key);
                value = $"{before},{value}";
            }

            request.Headers.TryAddWithoutValidation(entry.Key, value);
        }
    }
}
