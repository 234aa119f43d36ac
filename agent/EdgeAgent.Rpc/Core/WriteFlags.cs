namespace Grpc.Core;

/// <summary>How a message of a stream is sent.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>As the call is set up.</summary>
    None = 0,

    /// <summary>The message may wait for the next one before it is sent.</summary>
    BufferHint = 1,

    /// <summary>The message is not compressed, whatever the call's encoding.</summary>
    NoCompress = 2,
}
