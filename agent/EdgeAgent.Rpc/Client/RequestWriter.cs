using EdgeAgent.Rpc.Wire;
using Grpc.Core;

namespace EdgeAgent.Rpc.Client;

/// <summary>Requests of a call. A write waits until the server's flow control lets it through.</summary>
internal sealed class RequestWriter<TRequest, TResponse> : IClientStreamWriter<TRequest> where TRequest : class where TResponse : class
{
    private readonly ClientCall<TRequest, TResponse> _call;
    private readonly RequestBody _body;
    private readonly Marshaller<TRequest> _marshaller;
    private readonly RpcChannelOptions _options;
    private int _writing;
    private bool _completed;

    public RequestWriter(ClientCall<TRequest, TResponse> call, RequestBody body, Marshaller<TRequest> marshaller, RpcChannelOptions options, WriteOptions? writeOptions)
    {
        (_call, _body, _marshaller, _options) = (call, body, marshaller, options);
        WriteOptions = writeOptions;
    }

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_completed) throw new InvalidOperationException("the stream of requests is complete; nothing can be written any more");
        if (Interlocked.Exchange(ref _writing, 1) == 1) throw new InvalidOperationException("the previous write is not done; messages are written one at a time");
        try
        {
            using var buffer = new PooledBuffer(1024, int.MaxValue);
            new MessageWriter(buffer, _options.MaxSendMessageSize, _options.RequestCompression).Write(_marshaller, message, WriteOptions);
            await SendAsync(buffer.Memory, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _writing, 0);
        }
    }

    public Task CompleteAsync()
    {
        if (Volatile.Read(ref _writing) == 1) throw new InvalidOperationException("a write is not done; complete the stream after it");
        _completed = true;
        _body.Complete();
        return Task.CompletedTask;
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        // A write that is given up halfway leaves half a message behind: the whole call ends.
        using var given = cancellationToken.UnsafeRegister(static call => ((ClientCall<TRequest, TResponse>)call!).Cancel(), _call);
        try
        {
            var stream = await _body.Opened.WaitAsync(_call.Token).ConfigureAwait(false);
            await stream.WriteAsync(message, _call.Token).ConfigureAwait(false);
            if (WriteOptions is not { } options || !options.Flags.HasFlag(WriteFlags.BufferHint)) await stream.FlushAsync(_call.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or HttpRequestException or ObjectDisposedException or InvalidOperationException)
        {
            throw await _call.WriteFailedAsync(e).ConfigureAwait(false);
        }
    }
}
