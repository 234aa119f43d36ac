using EdgeAgent.Rpc.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Rpc.Server;

/// <summary>Puts a server behind Kestrel.</summary>
public static class RpcEndpoints
{
    /// <summary>Maps every method of a server to its path, and answers UNIMPLEMENTED to gRPC requests for others. Requests that are no gRPC and name no method stay free for other endpoints.</summary>
    /// <param name="endpoints">Where requests are routed.</param>
    /// <param name="server">The services.</param>
    public static void MapGrpc(this IEndpointRouteBuilder endpoints, RpcServer server)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(server);
        var log = endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("EdgeAgent.Rpc");
        foreach (var endpoint in server.Endpoints)
            endpoints.MapPost(endpoint.Method.FullName, (RequestDelegate)(http => endpoint.InvokeAsync(http, log)));

        var any = RoutePatternFactory.Parse("{**path}", defaults: null, parameterPolicies: new RouteValueDictionary { ["path"] = new GrpcRequestConstraint() });
        endpoints.Map(any, (RequestDelegate)Unimplemented).WithOrder(int.MaxValue);
    }

    /// <summary>Settings that gRPC needs of Kestrel: streams may be read slowly, and peers that vanished are found.</summary>
    /// <param name="limits">Kestrel's limits.</param>
    /// <param name="keepAlive">How long a connection may be silent before it is asked for a sign of life; half as long is waited for it.</param>
    public static void ForGrpc(this KestrelServerLimits limits, TimeSpan keepAlive)
    {
        ArgumentNullException.ThrowIfNull(limits);
        // A slow reader of a stream is held back by flow control and no reason to cut its connection.
        limits.MinResponseDataRate = null;
        limits.MinRequestBodyDataRate = null;
        limits.Http2.KeepAlivePingDelay = keepAlive;
        limits.Http2.KeepAlivePingTimeout = keepAlive / 2;
    }

    private static Task Unimplemented(HttpContext http)
    {
        if (!RequestCheck.Accepts(http)) return Task.CompletedTask;
        http.Response.ContentType = WireNames.ContentType;
        StatusWriter.Write(http, new Status(StatusCode.Unimplemented, $"there is no method {http.Request.Path} here"), null);
        return Task.CompletedTask;
    }
}
