using EdgeAgent.Control.Audit;
using EdgeAgent.Control.Dial;
using EdgeAgent.Control.Http;
using EdgeAgent.Control.Inference;
using EdgeAgent.Control.Models;
using EdgeAgent.Control.Security;
using EdgeAgent.Control.Services;
using EdgeAgent.Control.V1;
using EdgeAgent.Control.V2;
using EdgeAgent.Rpc.Health;
using EdgeAgent.Rpc.Reflection;
using EdgeAgent.Rpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace EdgeAgent.Control.Hosting;

/// <summary>The agent's services on Kestrel, for as long as the agent runs.</summary>
public sealed class ControlServer : IAsyncDisposable
{
    // A caller who reads nothing any more must not hold up the agent's end.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    private readonly WebApplication _app;
    private readonly ControlEndpoints _endpoints;
    private readonly CallLimits _limits;
    private readonly AuditLog? _audit;
    private readonly Dialer? _dialer;

    private readonly int _grpcEndpoints;

    private ControlServer(WebApplication app, ControlEndpoints endpoints, CallLimits limits, AuditLog? audit, Dialer? dialer, int grpcEndpoints) =>
        (_app, _endpoints, _limits, _audit, _dialer, _grpcEndpoints) = (app, endpoints, limits, audit, dialer, grpcEndpoints);

    /// <summary>Every method that is served, as <c>/package.Service/Method</c>.</summary>
    public IReadOnlyList<string> Methods { get; private init; } = [];

    /// <summary>Every route of the HTTP API, as <c>GET /path</c>.</summary>
    public IReadOnlyList<string> Routes { get; private init; } = [];

    /// <summary>Where it can be reached, in the form that <c>edgectl --target</c> takes; ports that were left open are those that were given.</summary>
    public IReadOnlyList<string> Addresses => [.. Bound.Take(_grpcEndpoints)];

    /// <summary>Where HTTP alone is answered: Unix sockets as <c>unix:PATH</c>, and plaintext ports. An https address among <see cref="Addresses"/> answers it too.</summary>
    public IReadOnlyList<string> HttpAddresses => [.. Bound.Skip(_grpcEndpoints)];

    private IEnumerable<string> Bound => _app.Urls.Where(url => !url.EndsWith($"//{DialEndPoint.Instance}", StringComparison.Ordinal)).Select(url => url.StartsWith("http://unix:", StringComparison.Ordinal) ? url["http://".Length..] : url);

    /// <summary>Binds every configured endpoint and serves.</summary>
    /// <param name="options">Where, and for whom.</param>
    /// <param name="contracts">What is driven.</param>
    /// <param name="logs">Where Kestrel and the services log; still the caller's.</param>
    /// <param name="time">Runs deadlines, dates the audit log and tells whether credentials have expired.</param>
    /// <exception cref="ControlException">An endpoint can't be had, or a key or certificate can't be used.</exception>
    public static async Task<ControlServer> StartAsync(ControlOptions options, ControlContracts contracts, ILoggerFactory logs, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(contracts);
        ArgumentNullException.ThrowIfNull(logs);
        ArgumentNullException.ThrowIfNull(time);
        var tokenKey = TokenKey(options);
        var endpoints = new ControlEndpoints(options, time);
        var listener = new DialListener();
        var app = Build(endpoints, listener, logs);
        var limits = new CallLimits(options.CallsPerSecond, options.Uploads);
        AuditLog? audit = null;
        try
        {
            audit = options.AuditDirectory is { } folder ? new AuditLog(folder, time, logs.CreateLogger<AuditLog>()) { Published = contracts.Audited } : null;
            var gatekeeper = new Gatekeeper(new Authenticator(options.Device, tokenKey, options.Roles, time), limits, audit);
            var slots = new InferenceSlots(options.InferenceQueue);
            var dialer = options.Dial is { } dial ? new Dialer(dial, options.Device, () => endpoints.Certificate, endpoints.RelayAuthorities, listener, time, logs.CreateLogger("Relay")) : null;
            var status = new StatusAnswer(contracts.Agent, dialer, time);
            var services = Services(contracts, gatekeeper, status, app, time);
            var inference = Inference(contracts, options, gatekeeper, slots, app, time);
            app.MapGrpc(services);
            if (inference is not null) app.MapGrpc(inference);
            var routes = HttpApi.Routes(contracts, status, options, slots);
            app.MapHttp(routes, gatekeeper, logs);
            await app.StartAsync().ConfigureAwait(false);
            dialer?.Start();
            return new ControlServer(app, endpoints, limits, audit, dialer, options.Listen.Count + (options.SocketPath is null ? 0 : 1))
            {
                Methods = [.. services.Methods.Concat(inference?.Methods ?? []).Select(method => method.FullName)],
                Routes = [.. routes.Select(route => route.Key)],
            };
        }
        catch (Exception error)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            endpoints.Dispose();
            limits.Dispose();
            audit?.Dispose();
            if (error is IOException) throw new ControlException($"the agent can't be driven: {error.Message.TrimEnd('.')}; check the section Control", error);
            throw;
        }
    }

    /// <summary>Ends calls and connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_dialer is not null) await _dialer.DisposeAsync().ConfigureAwait(false);
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _endpoints.Dispose();
        _limits.Dispose();
        _audit?.Dispose();
    }

    // Empty: neither files, environment variables nor command lines of the process may change what is served.
    private static WebApplication Build(ControlEndpoints endpoints, DialListener listener, ILoggerFactory logs)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Farewell);
        builder.Services.AddSingleton(logs).AddSingleton<IHostLifetime, StillLifetime>().AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .UseSockets(sockets => sockets.CreateBoundListenSocket = ControlSocket.Bind)
            .ConfigureKestrel(endpoints.Configure);
        // Behind the sockets, which would not be added beside another transport.
        builder.Services.AddSingleton<IConnectionListenerFactory>(listener);
        return builder.Build();
    }

    private static byte[]? TokenKey(ControlOptions options)
    {
        if (options.TokenKeyFile is not { } file) return null;
        var key = SecretFile.Read(file, "Control:TokenKeyFile");
        return key.Length >= BearerToken.ShortestKey ? key : throw new ControlException($"Control:TokenKeyFile names {file}, which holds {key.Length} bytes; a key has {BearerToken.ShortestKey} at least, make one with edgectl pki key");
    }

    private static RpcServer Services(ControlContracts contracts, Gatekeeper gatekeeper, StatusAnswer status, WebApplication app, TimeProvider time)
    {
        var server = new RpcServer(new RpcServerOptions { Interceptors = [gatekeeper] }, time, app.Lifetime.ApplicationStopping)
            .Add(AgentService.BindService(new AgentEndpoint(contracts, status, time)))
            .Add(Grpc.Health.V1.Health.BindService(new RpcHealth()));
        var described = new List<ServiceDescriptor> { AgentService.Descriptor, Grpc.Health.V1.Health.Descriptor };
        if (contracts.Models is { } models)
        {
            server.Add(ModelService.BindService(new ModelEndpoint(models)));
            described.Add(ModelService.Descriptor);
        }

        if (contracts.Inference is not null) described.AddRange([PredictionService.Descriptor, GRPCInferenceService.Descriptor]);
        return server.Add(RpcReflection.Define([.. described]));
    }

    // A server of its own: tensors are larger than other messages.
    private static RpcServer? Inference(ControlContracts contracts, ControlOptions options, Gatekeeper gatekeeper, InferenceSlots slots, WebApplication app, TimeProvider time)
    {
        if (contracts.Inference is not { } models) return null;
        var rules = new RpcServerOptions { Interceptors = [gatekeeper, new SlotKeeper(slots)], MaxReceiveMessageSize = options.MaxRequestBytes };
        return new RpcServer(rules, time, app.Lifetime.ApplicationStopping)
            .Add(GRPCInferenceService.BindService(new InferenceEndpoint(models, contracts.Agent)))
            .Add(PredictionService.BindService(new PredictionEndpoint(models, options.MaxFileBytes)));
    }
}
