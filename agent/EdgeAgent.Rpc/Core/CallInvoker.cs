namespace Grpc.Core;

/// <summary>Makes calls; generated clients are built on it.</summary>
public abstract class CallInvoker
{
    /// <summary>Makes a unary call and waits for it on this thread.</summary>
    /// <typeparam name="TRequest">Messages from the client.</typeparam>
    /// <typeparam name="TResponse">Messages from the server.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="host">Overrides the server's name; null does not.</param>
    /// <param name="options">What is asked of the call.</param>
    /// <param name="request">The request.</param>
    /// <exception cref="RpcException">The call ended with an error.</exception>
    public abstract TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) where TRequest : class where TResponse : class;

    /// <summary>Makes a unary call.</summary>
    /// <typeparam name="TRequest">Messages from the client.</typeparam>
    /// <typeparam name="TResponse">Messages from the server.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="host">Overrides the server's name; null does not.</param>
    /// <param name="options">What is asked of the call.</param>
    /// <param name="request">The request.</param>
    public abstract AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) where TRequest : class where TResponse : class;

    /// <summary>Makes a server-streaming call.</summary>
    /// <typeparam name="TRequest">Messages from the client.</typeparam>
    /// <typeparam name="TResponse">Messages from the server.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="host">Overrides the server's name; null does not.</param>
    /// <param name="options">What is asked of the call.</param>
    /// <param name="request">The request.</param>
    public abstract AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) where TRequest : class where TResponse : class;

    /// <summary>Makes a client-streaming call.</summary>
    /// <typeparam name="TRequest">Messages from the client.</typeparam>
    /// <typeparam name="TResponse">Messages from the server.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="host">Overrides the server's name; null does not.</param>
    /// <param name="options">What is asked of the call.</param>
    public abstract AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) where TRequest : class where TResponse : class;

    /// <summary>Makes a duplex call.</summary>
    /// <typeparam name="TRequest">Messages from the client.</typeparam>
    /// <typeparam name="TResponse">Messages from the server.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="host">Overrides the server's name; null does not.</param>
    /// <param name="options">What is asked of the call.</param>
    public abstract AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) where TRequest : class where TResponse : class;
}
