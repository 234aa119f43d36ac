using Grpc.Core;

namespace EdgeAgent.Rpc.Server;

/// <summary>Requests of a call, read when the service asks for them.</summary>
internal sealed class RequestStream<T> : IAsyncStreamReader<T> where T : class
{
    private readonly HttpCallContext _call;
    private readonly Marshaller<T> _marshaller;
    private T? _current;

    public RequestStream(HttpCallContext call, Marshaller<T> marshaller) => (_call, _marshaller) = (call, marshaller);

    public T Current => _current ?? throw new InvalidOperationException("there is no message: MoveNext comes first, and must have found one");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        _current = await _call.ReadAsync(_marshaller, cancellationToken).ConfigureAwait(false);
        return _current is not null;
    }
}
