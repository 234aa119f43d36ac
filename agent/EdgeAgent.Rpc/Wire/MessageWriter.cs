using System.Buffers;
using System.IO.Compression;
using Grpc.Core;

namespace EdgeAgent.Rpc.Wire;

/// <summary>Writes the messages of one direction of a call: straight into the output where the length is known and nothing is compressed.</summary>
internal sealed class MessageWriter : SerializationContext, IBufferWriter<byte>
{
    // Below this a compressed message is hardly smaller, and often larger.
    private const int WorthCompressing = 256;

    private readonly IBufferWriter<byte> _output;
    private readonly int _maxLength;
    private readonly CompressionLevel? _gzip;
    private PooledBuffer? _buffer;
    private bool _compress;
    private bool _complete;
    private int _announced;
    private int _written;

    /// <summary>Writes to an output.</summary>
    /// <param name="output">Where framed messages go.</param>
    /// <param name="maxLength">Longest message that may be sent, in bytes before compression.</param>
    /// <param name="gzip">How hard to compress, or null when the call is not compressed.</param>
    public MessageWriter(IBufferWriter<byte> output, int maxLength, CompressionLevel? gzip) => (_output, _maxLength, _gzip) = (output, maxLength, gzip);

    /// <summary>Frames one message into the output. A message that fails before its first byte leaves the output as it was.</summary>
    /// <exception cref="RpcException">The message is longer than may be sent (RESOURCE_EXHAUSTED).</exception>
    /// <exception cref="InvalidOperationException">The marshaller broke its promise; what is in the output is not a message.</exception>
    public void Write<T>(Marshaller<T> marshaller, T message, WriteOptions? options)
    {
        _compress = _gzip is not null && (options is null || !options.Flags.HasFlag(WriteFlags.NoCompress));
        _complete = false;
        _announced = -1;
        _written = 0;
        try
        {
            marshaller.ContextualSerializer(message, this);
            if (!_complete) throw new InvalidOperationException("the marshaller returned without completing the message");
        }
        finally
        {
            _buffer?.Dispose();
            _buffer = null;
        }
    }

    /// <inheritdoc/>
    public override void SetPayloadLength(int payloadLength)
    {
        Check(payloadLength);
        _announced = payloadLength;
    }

    /// <inheritdoc/>
    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (_announced >= 0 && !(_compress && _announced >= WorthCompressing))
        {
            MessageFraming.WritePrefix(_output, compressed: false, _announced);
            return this;
        }

        return _buffer ??= new PooledBuffer(Math.Max(_announced, 0), int.MaxValue);
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        if (_buffer is not null) Frame(_buffer.Span);
        else if (_written != _announced) throw new InvalidOperationException($"a message of {_announced} bytes was announced and {_written} were written");
        _complete = true;
    }

    /// <inheritdoc/>
    public override void Complete(byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        Frame(payload);
        _complete = true;
    }

    void IBufferWriter<byte>.Advance(int count)
    {
        _output.Advance(count);
        _written += count;
    }

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint) => _output.GetMemory(sizeHint);

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint) => _output.GetSpan(sizeHint);

    private void Frame(ReadOnlySpan<byte> message)
    {
        Check(message.Length);
        if (_compress && message.Length >= WorthCompressing)
        {
            using var packed = Gzip.Compress(message, _gzip!.Value);
            if (packed.Length < message.Length)
            {
                MessageFraming.WritePrefix(_output, compressed: true, packed.Length);
                _output.Write(packed.Span);
                return;
            }
        }

        MessageFraming.WritePrefix(_output, compressed: false, message.Length);
        _output.Write(message);
    }

    private void Check(int length)
    {
        if (length > _maxLength)
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"a message of {length} bytes is to be sent, and at most {_maxLength} are allowed"));
    }
}
