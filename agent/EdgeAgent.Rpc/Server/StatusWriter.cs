using System.Globalization;
using EdgeAgent.Rpc.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EdgeAgent.Rpc.Server;

/// <summary>Puts a status and metadata into HTTP headers or trailers.</summary>
internal static class StatusWriter
{
    /// <summary>Ends a response: with trailers after messages or headers that were sent, else with headers alone (the protocol's Trailers-Only).</summary>
    public static void Write(HttpContext http, Status status, Metadata? trailers)
    {
        var target = http.Response.HasStarted ? http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers : http.Response.Headers;
        target[WireNames.Status] = CodeText(status.StatusCode);
        if (status.Detail.Length > 0) target[WireNames.Message] = StatusMessage.Encode(status.Detail);
        if (trailers is not null) AddMetadata(target, trailers);
    }

    /// <summary>Adds metadata; what belongs to the protocol is left out.</summary>
    public static void AddMetadata(IHeaderDictionary target, Metadata metadata)
    {
        foreach (var entry in metadata)
            if (!WireNames.IsReserved(entry.Key)) target.Append(entry.Key, MetadataText.Encode(entry));
    }

    private static string CodeText(StatusCode code) => code == StatusCode.OK ? "0" : ((int)code).ToString(CultureInfo.InvariantCulture);
}
