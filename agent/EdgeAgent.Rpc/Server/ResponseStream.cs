using Grpc.Core;

namespace EdgeAgent.Rpc.Server;

/// <summary>Responses of a call. A write waits until the client's flow control lets it through, so a slow reader holds the service, not memory.</summary>
internal sealed class ResponseStream<T> : IServerStreamWriter<T> where T : class
{
    private readonly HttpCallContext _call;
    private readonly Marshaller<T> _marshaller;
    private int _writing;

    public ResponseStream(HttpCallContext call, Marshaller<T> marshaller) => (_call, _marshaller) = (call, marshaller);

    public WriteOptions? WriteOptions
    {
        get => _call.WriteOptions;
        set => _call.WriteOptions = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Interlocked.Exchange(ref _writing, 1) == 1) throw new InvalidOperationException("the previous write is not done; messages are written one at a time");
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            _call.CancellationToken.ThrowIfCancellationRequested();
            await _call.StartAsync().ConfigureAwait(false);
            _call.Writer.Write(_marshaller, message, WriteOptions);
            if (WriteOptions is { } options && options.Flags.HasFlag(WriteFlags.BufferHint)) return;
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _writing, 0);
        }
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var output = _call.Http.Response.BodyWriter;
        if (!cancellationToken.CanBeCanceled || cancellationToken == _call.CancellationToken)
        {
            await output.FlushAsync(_call.CancellationToken).ConfigureAwait(false);
        }
        else
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _call.CancellationToken);
            await output.FlushAsync(both.Token).ConfigureAwait(false);
        }

        // A flush to a client that went away ends without an error; the service must not go on for nobody.
        _call.CancellationToken.ThrowIfCancellationRequested();
    }
}
