using EdgeAgent.Rpc.Wire;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Rpc.Server;

/// <summary>Answers requests that are no gRPC at all in plain HTTP.</summary>
internal static class RequestCheck
{
    /// <summary>True for gRPC over HTTP/2 or later; otherwise the response says what is wrong.</summary>
    public static bool Accepts(HttpContext http)
    {
        if (!WireNames.IsGrpc(http.Request.ContentType))
        {
            Refuse(http, StatusCodes.Status415UnsupportedMediaType);
            return false;
        }

        if (HttpProtocol.IsHttp2(http.Request.Protocol) || HttpProtocol.IsHttp3(http.Request.Protocol)) return true;
        // 426 must name what to upgrade to (RFC 9110, 15.5.22).
        http.Response.Headers.Upgrade = "HTTP/2.0";
        Refuse(http, StatusCodes.Status426UpgradeRequired);
        return false;
    }

    private static void Refuse(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        http.Response.ContentLength = 0;
    }
}
