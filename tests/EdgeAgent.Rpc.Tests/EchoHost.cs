using EdgeAgent.Rpc.Client;
using EdgeAgent.Rpc.Health;
using EdgeAgent.Rpc.Reflection;
using EdgeAgent.Rpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Rpc.Tests;

/// <summary>The echo service on Kestrel, on a free port and on a Unix socket.</summary>
internal sealed class EchoHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TemporaryFolder _folder;

    private EchoHost(WebApplication app, TemporaryFolder folder, EchoService service) => (_app, _folder, Service) = (app, folder, service);

    public EchoService Service { get; }

    public string Socket => _folder["rpc.sock"];

    public int Port => new Uri(_app.Urls.First(url => !url.Contains("unix", StringComparison.Ordinal))).Port;

    public string Address => $"http://127.0.0.1:{Port}";

    public RpcHealth Health { get; private init; } = null!;

    public IReadOnlyList<string> Methods { get; private init; } = [];

    /// <summary>Errors that the server logged.</summary>
    public CollectedLog Log { get; private init; } = null!;

    public static async Task<EchoHost> StartAsync(RpcServerOptions? options = null, Action<RpcServer>? add = null, Action<WebApplication>? map = null, HttpProtocols listen = HttpProtocols.Http2, TimeSpan? keepAlive = null)
    {
        var folder = new TemporaryFolder();
        var log = new CollectedLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.ForGrpc(keepAlive ?? TimeSpan.FromSeconds(30));
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, port => port.Protocols = listen);
            kestrel.ListenUnixSocket(folder["rpc.sock"], socket => socket.Protocols = HttpProtocols.Http2);
        });
        var service = new EchoService();
        var health = new RpcHealth();
        var app = builder.Build();
        var server = new RpcServer(options ?? new RpcServerOptions(), TimeProvider.System, app.Lifetime.ApplicationStopping)
            .Add(Echo.BindService(service)).Add(Grpc.Health.V1.Health.BindService(health)).Add(RpcReflection.Define(Echo.Descriptor, Grpc.Health.V1.Health.Descriptor));
        add?.Invoke(server);
        app.MapGrpc(server);
        map?.Invoke(app);
        await app.StartAsync();
        return new EchoHost(app, folder, service) { Log = log, Health = health, Methods = [.. server.Methods.Select(m => m.FullName)] };
    }

    public RpcChannel Channel(RpcChannelOptions? options = null) => RpcChannel.ForAddress(Address, options ?? new RpcChannelOptions(), TimeProvider.System);

    public RpcChannel SocketChannel(RpcChannelOptions? options = null) => RpcChannel.ForAddress($"unix:{Socket}", options ?? new RpcChannelOptions(), TimeProvider.System);

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}
