using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using EdgeAgent.Rpc.Wire;
using Grpc.Core;

namespace EdgeAgent.Rpc.Client;

/// <summary>Reads the status of a call out of an HTTP response.</summary>
internal static class ResponseStatus
{
    /// <summary>A status that the response's headers decide: the protocol's Trailers-Only, or an answer that is no gRPC. Null when messages may follow.</summary>
    public static Status? Refusal(HttpResponseMessage response)
    {
        if (Find(response.Headers, WireNames.Status) is { } code) return Parse(code, response.Headers);
        if (response.StatusCode != HttpStatusCode.OK) return new Status(OfHttp(response.StatusCode), $"the server answered HTTP {(int)response.StatusCode} without a gRPC status");
        var type = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : null;
        if (!WireNames.IsGrpc(type)) return new Status(StatusCode.Unknown, $"the server answered '{type ?? "nothing"}' instead of {WireNames.ContentType}");
        var encoding = Find(response.Headers, WireNames.Encoding);
        return encoding is null or WireNames.Identity or WireNames.Gzip ? null : new Status(StatusCode.Internal, $"the server compresses with '{encoding}', and was told {WireNames.AcceptedEncodings}");
    }

    /// <summary>The status and metadata after the last message.</summary>
    public static (Status Status, Metadata Trailers) Final(HttpResponseMessage response)
    {
        var trailers = response.TrailingHeaders;
        return Find(trailers, WireNames.Status) is { } code
            ? (Parse(code, trailers), Metadata(trailers))
            : (new Status(StatusCode.Unknown, "the server ended the response without a status"), Metadata(trailers));
    }

    public static bool IsGzip(HttpResponseMessage response) => Find(response.Headers, WireNames.Encoding) == WireNames.Gzip;

    /// <summary>Headers or trailers as metadata.</summary>
    public static Metadata Metadata(HttpResponseHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (key, values) in headers.NonValidated)
        {
            if (WireNames.IsReserved(key)) continue;
            foreach (var value in values) MetadataText.Decode(metadata, key, value);
        }

        return metadata;
    }

    private static Status Parse(string code, HttpResponseHeaders headers)
    {
        var message = Find(headers, WireNames.Message) is { } text ? StatusMessage.Decode(text) : "";
        return int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= (int)StatusCode.Unauthenticated
            ? new Status((StatusCode)number, message)
            : new Status(StatusCode.Unknown, $"the server sent the status '{code}', which there is not: {message}");
    }

    private static string? Find(HttpResponseHeaders headers, string key) => headers.NonValidated.TryGetValues(key, out var values) ? values.ToString() : null;

    // gRPC's document "HTTP to gRPC Status Code Mapping".
    private static StatusCode OfHttp(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => StatusCode.Internal,
        HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
        HttpStatusCode.NotFound => StatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };
}
