namespace Grpc.Core;

/// <summary>Sends messages of a stream, one after the other. One write at a time.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>How messages are sent, or null for the default.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Sends a message; completes when the peer's flow control has room for more.</summary>
    /// <param name="message">The message.</param>
    Task WriteAsync(T message);

    /// <summary>Sends a message; completes when the peer's flow control has room for more.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    Task WriteAsync(T message, CancellationToken cancellationToken);
}
