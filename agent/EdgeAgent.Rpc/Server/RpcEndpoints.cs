using EdgeAgent.Rpc.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Rpc.Server;

/// <summary>Puts a server behind Kestrel.</summary>
public static class RpcEndpoints
{
    /// <summary>Maps every method of a server to its path, and answers UNIMPLEMENTED to gRPC requests that no endpoint takes. Other requests are left to other endpoints.</summary>
    /// <param name="app">The application that requests come to.</param>
    /// <param name="server">The services.</param>
    public static void MapGrpc(this WebApplication app, RpcServer server)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(server);
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("EdgeAgent.Rpc");
        // Not a catch-all endpoint: that would take 404 and 405 away from the endpoints of other protocols.
        app.Use(next => http => http.GetEndpoint() is null && WireNames.IsGrpc(http.Request.ContentType) ? Unimplemented(http) : next(http));
        foreach (var endpoint in server.Endpoints)
            app.MapPost(endpoint.Method.FullName, (RequestDelegate)(http => endpoint.InvokeAsync(http, log)));
    }

    // What one stream, and one connection, may send ahead of the services that read it: the most that a client can make the server hold. Kestrel grants more
    // only after half of a window was read, so its own default (768 KiB and 1 MiB) lets one slow upload stop every other call of its connection.
    private const int StreamWindow = 512 * 1024;
    private const int ConnectionWindow = 4 * 1024 * 1024;

    // Clients built on gRPC's C core keep to one connection and wait when it is full; a station that watches many streams must not.
    private const int Streams = 500;

    /// <summary>Settings that gRPC needs of Kestrel: streams may be read slowly without stopping others, and peers that vanished are found.</summary>
    /// <param name="limits">Kestrel's limits.</param>
    /// <param name="keepAlive">How long a connection may be silent before it is asked for a sign of life; half as long is waited for it.</param>
    public static void ForGrpc(this KestrelServerLimits limits, TimeSpan keepAlive)
    {
        ArgumentNullException.ThrowIfNull(limits);
        // A slow reader of a stream is held back by flow control and no reason to cut its connection. (For requests each call says so itself.)
        limits.MinResponseDataRate = null;
        limits.Http2.MaxStreamsPerConnection = Streams;
        limits.Http2.InitialStreamWindowSize = StreamWindow;
        limits.Http2.InitialConnectionWindowSize = ConnectionWindow;
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
