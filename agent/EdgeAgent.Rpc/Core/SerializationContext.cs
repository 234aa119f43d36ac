using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller writes one message.</summary>
public abstract class SerializationContext
{
    /// <summary>Says how long the message will be; called before <see cref="GetBufferWriter"/>.</summary>
    /// <param name="payloadLength">Bytes that will be written, exactly.</param>
    public abstract void SetPayloadLength(int payloadLength);

    /// <summary>Where the message's bytes go.</summary>
    public abstract IBufferWriter<byte> GetBufferWriter();

    /// <summary>Ends a message that was written into <see cref="GetBufferWriter"/>.</summary>
    public abstract void Complete();

    /// <summary>Ends a message that is an array.</summary>
    /// <param name="payload">The whole message.</param>
    public abstract void Complete(byte[] payload);
}
