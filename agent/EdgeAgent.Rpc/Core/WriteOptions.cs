namespace Grpc.Core;

/// <summary>How messages of a stream are sent.</summary>
public sealed class WriteOptions
{
    /// <summary>Sent at once, compressed as the call says.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>Makes options of flags.</summary>
    /// <param name="flags">How messages are sent.</param>
    public WriteOptions(WriteFlags flags = WriteFlags.None) => Flags = flags;

    /// <summary>How messages are sent.</summary>
    public WriteFlags Flags { get; }
}
