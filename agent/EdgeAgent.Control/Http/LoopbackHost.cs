using System.Net;
using EdgeAgent.Control.Security;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Control.Http;

/// <summary>
/// Where the place alone lets callers in, a browser on the box must not be made a caller by a web page from elsewhere: names that lead to loopback
/// (DNS rebinding) and scripts of other origins are refused.
/// </summary>
internal static class LoopbackHost
{
    /// <summary>Looks at a request.</summary>
    /// <exception cref="HttpProblemException">It comes from a page of somewhere else.</exception>
    public static void Check(HttpContext http)
    {
        if (http.Features.Get<EndpointTrust>() is not { Given.IsLocal: false }) return;
        if (!IsLoopback(http.Request.Host.Host))
            throw new HttpProblemException(StatusCodes.Status421MisdirectedRequest, "this port answers to localhost, 127.0.0.1 and [::1] alone");
        if (http.Request.Headers.Origin is [{ Length: > 0 } origin] && !(Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsLoopback(page.Host)))
            throw new HttpProblemException(StatusCodes.Status403Forbidden, "pages of other origins may not use this port; use https and a token");
    }

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
