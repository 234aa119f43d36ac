namespace Grpc.Core;

/// <summary>Receives the methods of a service from its generated <c>BindService</c>.</summary>
public abstract class ServiceBinderBase
{
    /// <summary>Receives a unary method.</summary>
    /// <typeparam name="TRequest">Messages from the client.</typeparam>
    /// <typeparam name="TResponse">Messages from the server.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="handler">What carries it out; null when the service is bound without an implementation.</param>
    public abstract void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) where TRequest : class where TResponse : class;

    /// <summary>Receives a client-streaming method.</summary>
    /// <typeparam name="TRequest">Messages from the client.</typeparam>
    /// <typeparam name="TResponse">Messages from the server.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="handler">What carries it out; null when the service is bound without an implementation.</param>
    public abstract void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) where TRequest : class where TResponse : class;

    /// <summary>Receives a server-streaming method.</summary>
    /// <typeparam name="TRequest">Messages from the client.</typeparam>
    /// <typeparam name="TResponse">Messages from the server.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="handler">What carries it out; null when the service is bound without an implementation.</param>
    public abstract void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) where TRequest : class where TResponse : class;

    /// <summary>Receives a duplex method.</summary>
    /// <typeparam name="TRequest">Messages from the client.</typeparam>
    /// <typeparam name="TResponse">Messages from the server.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="handler">What carries it out; null when the service is bound without an implementation.</param>
    public abstract void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) where TRequest : class where TResponse : class;
}
