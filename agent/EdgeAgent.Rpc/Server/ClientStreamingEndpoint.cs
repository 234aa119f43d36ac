using Grpc.Core;

namespace EdgeAgent.Rpc.Server;

/// <summary>A stream of requests, one response.</summary>
internal sealed class ClientStreamingEndpoint<TRequest, TResponse> : MethodEndpoint where TRequest : class where TResponse : class
{
    private readonly Method<TRequest, TResponse> _method;
    private readonly ClientStreamingServerMethod<TRequest, TResponse> _service;

    public ClientStreamingEndpoint(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> service, CallRules rules)
        : base(method, rules) => (_method, _service) = (method, service);

    protected override async Task CarryOutAsync(HttpCallContext call)
    {
        var response = await _service(new RequestStream<TRequest>(call, _method.RequestMarshaller), call).ConfigureAwait(false);
        await SingleMessage.WriteAsync(call, _method.ResponseMarshaller, response).ConfigureAwait(false);
    }
}
