using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Rpc.Server;

/// <summary>What a service or interceptor may ask about the HTTP request under a call.</summary>
public static class ServerCallContextExtensions
{
    /// <summary>The HTTP request that carries the call: connection, client certificate, local endpoint. Its body belongs to the call.</summary>
    /// <param name="context">The call.</param>
    /// <exception cref="InvalidOperationException">The call did not come over HTTP (a test double).</exception>
    public static HttpContext GetHttpContext(this ServerCallContext context) =>
        context is HttpCallContext call ? call.Http : throw new InvalidOperationException("this call did not come over HTTP");
}
