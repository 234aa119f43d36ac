using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace EdgeAgent.Rpc.Wire;

/// <summary>Finds messages in bytes: one byte that says whether the message is compressed, four of its length (big-endian), the message.</summary>
internal static class MessageFraming
{
    /// <summary>Bytes before each message.</summary>
    public const int PrefixLength = 5;

    /// <summary>Cuts the first whole message off a buffer; false when there is none yet.</summary>
    /// <param name="buffer">Bytes that were received; on success it begins after the message.</param>
    /// <param name="maxLength">Longest message that is accepted, in bytes as sent.</param>
    /// <param name="compressed">True when the payload is compressed.</param>
    /// <param name="payload">The message's bytes, without the prefix.</param>
    /// <exception cref="RpcException">The prefix can't be right (INTERNAL) or announces more than is accepted (RESOURCE_EXHAUSTED).</exception>
    public static bool TryReadMessage(ref ReadOnlySequence<byte> buffer, int maxLength, out bool compressed, out ReadOnlySequence<byte> payload)
    {
        compressed = false;
        payload = default;
        if (buffer.IsEmpty) return false;

        Span<byte> prefix = stackalloc byte[PrefixLength];
        buffer.Slice(0, Math.Min(PrefixLength, buffer.Length)).CopyTo(prefix);
        // A flag that can't be right is told before the rest of the prefix comes.
        compressed = ReadFlag(prefix[0]);
        if (buffer.Length < PrefixLength) return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > (uint)maxLength)
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"a message of {length} bytes was announced, and at most {maxLength} are accepted"));
        if (buffer.Length < PrefixLength + length) return false;

        payload = buffer.Slice(PrefixLength, length);
        buffer = buffer.Slice(payload.End);
        return true;
    }

    /// <summary>Writes the prefix of a message.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="compressed">True when the payload is compressed.</param>
    /// <param name="length">Length of the payload in bytes.</param>
    public static void WritePrefix(IBufferWriter<byte> output, bool compressed, int length)
    {
        var prefix = output.GetSpan(PrefixLength);
        prefix[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], length);
        output.Advance(PrefixLength);
    }

    private static bool ReadFlag(byte flag) => flag switch
    {
        0 => false,
        1 => true,
        _ => throw new RpcException(new Status(StatusCode.Internal, $"a message begins with {flag}, which is no compression flag (0 or 1)")),
    };
}
