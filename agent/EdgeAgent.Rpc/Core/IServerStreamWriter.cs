namespace Grpc.Core;

/// <summary>Responses of a stream; it ends when the service's method returns.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>;
