using Grpc.Core;

namespace EdgeAgent.Rpc.Server;

/// <summary>The services that an endpoint offers. Add them, then map the server with <see cref="RpcEndpoints.MapGrpc"/>.</summary>
public sealed class RpcServer
{
    private readonly EndpointBinder _binder;

    /// <summary>A server without services.</summary>
    /// <param name="options">What it accepts and how it answers.</param>
    /// <param name="time">Runs deadlines.</param>
    /// <param name="stopping">Cancelled when the host begins to stop (<c>IHostApplicationLifetime.ApplicationStopping</c>): new calls and calls with streams then end with UNAVAILABLE, unary calls that are under way go on to their end.</param>
    public RpcServer(RpcServerOptions options, TimeProvider time, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _binder = new EndpointBinder(options, time, stopping);
    }

    /// <summary>Every method, for tables that must cover them all.</summary>
    public IEnumerable<IMethod> Methods => _binder.Endpoints.Values.Select(endpoint => endpoint.Method);

    internal IEnumerable<MethodEndpoint> Endpoints => _binder.Endpoints.Values;

    /// <summary>Adds a service: one instance, which serves all calls at once.</summary>
    /// <param name="service">What the generated <c>BindService(implementation)</c> returns.</param>
    /// <exception cref="ArgumentException">A method of it is there already.</exception>
    public RpcServer Add(ServerServiceDefinition service)
    {
        ArgumentNullException.ThrowIfNull(service);
        service.BindService(_binder);
        return this;
    }
}
