using EdgeAgent.Control.Services;
using EdgeAgent.Control.V1;
using EdgeAgent.Rpc.Health;
using EdgeAgent.Rpc.Reflection;
using EdgeAgent.Rpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Control.Hosting;

/// <summary>The agent's services on Kestrel, for as long as the agent runs.</summary>
public sealed class ControlServer : IAsyncDisposable
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;

    private ControlServer(WebApplication app) => _app = app;

    /// <summary>Binds every configured endpoint and serves.</summary>
    /// <param name="options">Where.</param>
    /// <param name="contracts">What is driven.</param>
    /// <param name="logs">Where Kestrel and the services log; still the caller's.</param>
    /// <param name="time">Runs deadlines.</param>
    /// <exception cref="ControlException">An endpoint can't be had.</exception>
    public static async Task<ControlServer> StartAsync(ControlOptions options, ControlContracts contracts, ILoggerFactory logs, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(contracts);
        ArgumentNullException.ThrowIfNull(logs);
        ArgumentNullException.ThrowIfNull(time);
        if (options.SocketPath is { } path) ControlSocket.Check(path);
        // Empty: neither files, environment variables nor command lines of the process may change what is served.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs).AddSingleton<IHostLifetime, StillLifetime>().AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.CreateBoundListenSocket = ControlSocket.Bind).ConfigureKestrel(kestrel => Listen(kestrel, options));
        var app = builder.Build();
        try
        {
            app.MapGrpc(Services(contracts, app, time));
            await app.StartAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            if (error is IOException) throw new ControlException($"the agent can't be driven: {error.Message.TrimEnd('.')}; check the section Control", error);
            throw;
        }

        return new ControlServer(app);
    }

    /// <summary>Ends calls and connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static void Listen(KestrelServerOptions kestrel, ControlOptions options)
    {
        kestrel.Limits.ForGrpc(KeepAlive);
        kestrel.AddServerHeader = false;
        if (options.SocketPath is { } socket) kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http2);
    }

    private static RpcServer Services(ControlContracts contracts, WebApplication app, TimeProvider time) =>
        new RpcServer(new RpcServerOptions(), time, app.Lifetime.ApplicationStopping)
            .Add(AgentService.BindService(new AgentEndpoint(contracts, time)))
            .Add(Grpc.Health.V1.Health.BindService(new RpcHealth()))
            .Add(RpcReflection.Define(AgentService.Descriptor, Grpc.Health.V1.Health.Descriptor));
}
