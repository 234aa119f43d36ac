using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;

namespace EdgeAgent.Rpc.Wire;

/// <summary>Reads the messages of one direction of a call from its pipe. At most one message is held, so flow control reaches the sender.</summary>
internal sealed class MessageReader : DeserializationContext
{
    private readonly PipeReader _pipe;
    private readonly int _maxLength;
    private readonly bool _gzip;
    private ReadOnlySequence<byte> _payload;

    /// <summary>Reads from a pipe.</summary>
    /// <param name="pipe">The bytes.</param>
    /// <param name="maxLength">Longest message that is accepted, in bytes.</param>
    /// <param name="gzip">True when the sender named gzip as the encoding of its compressed messages.</param>
    public MessageReader(PipeReader pipe, int maxLength, bool gzip) => (_pipe, _maxLength, _gzip) = (pipe, maxLength, gzip);

    /// <inheritdoc/>
    public override int PayloadLength => (int)_payload.Length;

    /// <summary>The next message, or null at the end of the stream.</summary>
    /// <exception cref="RpcException">The bytes are no messages, or a message is too long.</exception>
    public async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken) where T : class
    {
        while (true)
        {
            var result = await _pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            var examined = buffer.End;
            try
            {
                if (result.IsCanceled) throw new OperationCanceledException(cancellationToken);
                if (MessageFraming.TryReadMessage(ref buffer, _maxLength, out var compressed, out var payload))
                {
                    // The rest has not been looked at: the next read returns at once.
                    examined = buffer.Start;
                    return Parse(marshaller, compressed, payload);
                }

                if (result.IsCompleted) return buffer.IsEmpty ? null : throw Incomplete();
            }
            finally
            {
                _pipe.AdvanceTo(buffer.Start, examined);
            }
        }
    }

    /// <summary>Waits for the end of the stream; false when something comes before it.</summary>
    public async ValueTask<bool> ReadEndAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
            var (empty, completed) = (result.Buffer.IsEmpty, result.IsCompleted);
            _pipe.AdvanceTo(result.Buffer.End);
            if (!empty) return false;
            if (result.IsCanceled) throw new OperationCanceledException(cancellationToken);
            if (completed) return true;
        }
    }

    /// <inheritdoc/>
    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    /// <inheritdoc/>
    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    private T Parse<T>(Marshaller<T> marshaller, bool compressed, ReadOnlySequence<byte> payload)
    {
        if (!compressed) return Parse(marshaller, payload);
        if (!_gzip) throw new RpcException(new Status(StatusCode.Internal, "a message is marked as compressed, and no compression was named"));
        using var unpacked = Gzip.Decompress(payload, _maxLength);
        return Parse(marshaller, new ReadOnlySequence<byte>(unpacked.Memory));
    }

    private T Parse<T>(Marshaller<T> marshaller, ReadOnlySequence<byte> payload)
    {
        _payload = payload;
        try
        {
            return marshaller.ContextualDeserializer(this);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw new RpcException(new Status(StatusCode.Internal, "a message cannot be parsed: its bytes are not of the declared type", e));
        }
        finally
        {
            // The bytes go back to their pool; nothing may see them through this context any more.
            _payload = default;
        }
    }

    private static RpcException Incomplete() => new(new Status(StatusCode.Internal, "the stream ended in the middle of a message"));
}
