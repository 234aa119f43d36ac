using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Grpc.Core;

namespace EdgeAgent.Rpc.Wire;

/// <summary>The one compression that every gRPC implementation speaks.</summary>
internal static class Gzip
{
    // Header, the shortest deflate block, checksum and length.
    private const int ShortestStream = 20;

    /// <summary>Compresses a message into a buffer that the caller disposes.</summary>
    public static PooledBuffer Compress(ReadOnlySpan<byte> message, CompressionLevel level)
    {
        var buffer = new PooledBuffer((message.Length / 2) + 64, int.MaxValue);
        try
        {
            using var gzip = new GZipStream(new BufferStream(buffer), level);
            gzip.Write(message);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        return buffer;
    }

    /// <summary>Unpacks a message into a buffer that the caller disposes.</summary>
    /// <param name="payload">The compressed message.</param>
    /// <param name="maxLength">Longest message that is accepted, in bytes as unpacked: a small payload may hide a huge one.</param>
    /// <exception cref="RpcException">The payload is not gzip (INTERNAL), or unpacks to more than is accepted (RESOURCE_EXHAUSTED).</exception>
    public static PooledBuffer Decompress(ReadOnlySequence<byte> payload, int maxLength)
    {
        var buffer = new PooledBuffer((int)Math.Min(maxLength, payload.Length * 3), maxLength);
        try
        {
            // .NET's compressor writes nothing at all for an empty message.
            if (payload.IsEmpty) return buffer;
            using var gzip = new GZipStream(new SequenceStream(payload), CompressionMode.Decompress);
            int read;
            do
            {
                read = gzip.Read(buffer.GetSpan(1));
                buffer.Advance(read);
            }
            while (read > 0);

            // A stream that was cut off ends without a complaint; the length in its last bytes (RFC 1952, ISIZE) tells.
            if (payload.Length < ShortestStream || LengthAtEnd(payload) != (uint)buffer.Length) throw new InvalidDataException("it is cut off");
            return buffer;
        }
        catch (PooledBufferLimitException)
        {
            buffer.Dispose();
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"a compressed message unpacks to more than the {maxLength} bytes that are accepted"));
        }
        catch (InvalidDataException e)
        {
            buffer.Dispose();
            throw new RpcException(new Status(StatusCode.Internal, "a message is marked as gzip and cannot be unpacked", e));
        }
    }

    private static uint LengthAtEnd(ReadOnlySequence<byte> payload)
    {
        Span<byte> end = stackalloc byte[4];
        payload.Slice(payload.Length - 4).CopyTo(end);
        return BinaryPrimitives.ReadUInt32LittleEndian(end);
    }
}
