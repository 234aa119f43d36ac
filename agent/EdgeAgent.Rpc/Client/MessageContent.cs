using System.Net;
using EdgeAgent.Rpc.Wire;
using Grpc.Core;

namespace EdgeAgent.Rpc.Client;

/// <summary>The body of a call with one request.</summary>
internal sealed class MessageContent<T> : HttpContent where T : class
{
    private readonly Marshaller<T> _marshaller;
    private readonly T _message;
    private readonly RpcChannelOptions _options;
    private readonly WriteOptions? _writeOptions;

    public MessageContent(Marshaller<T> marshaller, T message, RpcChannelOptions options, WriteOptions? writeOptions)
    {
        ArgumentNullException.ThrowIfNull(message);
        (_marshaller, _message, _options, _writeOptions) = (marshaller, message, options, writeOptions);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var buffer = new PooledBuffer(1024, int.MaxValue);
        new MessageWriter(buffer, _options.MaxSendMessageSize, _options.RequestCompression).Write(_marshaller, _message, _writeOptions);
        await stream.WriteAsync(buffer.Memory, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = -1;
        return false;
    }
}
