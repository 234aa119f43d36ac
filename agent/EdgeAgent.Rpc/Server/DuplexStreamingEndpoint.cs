using Grpc.Core;

namespace EdgeAgent.Rpc.Server;

/// <summary>A stream of requests and a stream of responses.</summary>
internal sealed class DuplexStreamingEndpoint<TRequest, TResponse> : MethodEndpoint where TRequest : class where TResponse : class
{
    private readonly Method<TRequest, TResponse> _method;
    private readonly DuplexStreamingServerMethod<TRequest, TResponse> _service;

    public DuplexStreamingEndpoint(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> service, CallRules rules)
        : base(method, rules) => (_method, _service) = (method, service);

    protected override Task CarryOutAsync(HttpCallContext call) =>
        _service(new RequestStream<TRequest>(call, _method.RequestMarshaller), new ResponseStream<TResponse>(call, _method.ResponseMarshaller), call);
}
