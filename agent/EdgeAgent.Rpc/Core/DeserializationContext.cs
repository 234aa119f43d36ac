using System.Buffers;

namespace Grpc.Core;

/// <summary>From where a marshaller reads one message.</summary>
public abstract class DeserializationContext
{
    /// <summary>Length of the message in bytes.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>A copy of the message's bytes.</summary>
    public abstract byte[] PayloadAsNewBuffer();

    /// <summary>The message's bytes where they are; valid until the deserializer returns.</summary>
    public abstract ReadOnlySequence<byte> PayloadAsReadOnlySequence();
}
