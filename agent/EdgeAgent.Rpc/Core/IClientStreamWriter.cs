namespace Grpc.Core;

/// <summary>Requests of a stream.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Ends the stream: the server sees its end after the last message.</summary>
    Task CompleteAsync();
}
