using Grpc.Core;

namespace EdgeAgent.Rpc.Server;

/// <summary>One request, one response.</summary>
internal sealed class UnaryEndpoint<TRequest, TResponse> : MethodEndpoint where TRequest : class where TResponse : class
{
    private readonly Method<TRequest, TResponse> _method;
    private readonly UnaryServerMethod<TRequest, TResponse> _service;

    public UnaryEndpoint(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> service, CallRules rules)
        : base(method, rules) => (_method, _service) = (method, service);

    protected override async Task CarryOutAsync(HttpCallContext call)
    {
        var request = await SingleMessage.ReadAsync(call, _method.RequestMarshaller).ConfigureAwait(false);
        var response = await _service(request, call).ConfigureAwait(false);
        await SingleMessage.WriteAsync(call, _method.ResponseMarshaller, response).ConfigureAwait(false);
    }
}
