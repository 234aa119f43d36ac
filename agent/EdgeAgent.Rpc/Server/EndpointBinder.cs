using Grpc.Core;

namespace EdgeAgent.Rpc.Server;

/// <summary>Turns the methods that a generated <c>BindService</c> hands over into endpoints.</summary>
internal sealed class EndpointBinder : ServiceBinderBase
{
    private readonly CallRules _rules;

    public EndpointBinder(RpcServerOptions options, TimeProvider time, CancellationToken stopping) => _rules = new CallRules(options, time, stopping);

    /// <summary>One endpoint a method, by path.</summary>
    public Dictionary<string, MethodEndpoint> Endpoints { get; } = new(StringComparer.Ordinal);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
        Add(new UnaryEndpoint<TRequest, TResponse>(method, Bound(handler), _rules));

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add(new ClientStreamingEndpoint<TRequest, TResponse>(method, Bound(handler), _rules));

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add(new ServerStreamingEndpoint<TRequest, TResponse>(method, Bound(handler), _rules));

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add(new DuplexStreamingEndpoint<TRequest, TResponse>(method, Bound(handler), _rules));

    private void Add(MethodEndpoint endpoint)
    {
        if (!Endpoints.TryAdd(endpoint.Method.FullName, endpoint)) throw new ArgumentException($"{endpoint.Method.FullName} is added twice");
    }

    private static T Bound<T>(T? handler) where T : Delegate => handler ?? throw new ArgumentException("a service was bound without an implementation");
}
