using Grpc.Core;

namespace EdgeAgent.Rpc.Server;

/// <summary>One request, a stream of responses.</summary>
internal sealed class ServerStreamingEndpoint<TRequest, TResponse> : MethodEndpoint where TRequest : class where TResponse : class
{
    private readonly Method<TRequest, TResponse> _method;
    private readonly ServerStreamingServerMethod<TRequest, TResponse> _service;

    public ServerStreamingEndpoint(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> service, CallRules rules)
        : base(method, rules) => (_method, _service) = (method, service);

    protected override async Task CarryOutAsync(HttpCallContext call)
    {
        var request = await SingleMessage.ReadAsync(call, _method.RequestMarshaller).ConfigureAwait(false);
        await _service(request, new ResponseStream<TResponse>(call, _method.ResponseMarshaller), call).ConfigureAwait(false);
    }
}
