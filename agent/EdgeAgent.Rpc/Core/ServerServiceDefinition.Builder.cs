namespace Grpc.Core;

public sealed partial class ServerServiceDefinition
{
    /// <summary>Collects methods.</summary>
    public sealed class Builder
    {
        private readonly List<Action<ServiceBinderBase>> _methods = [];

        internal Builder() { }

        /// <summary>Adds a unary method.</summary>
        /// <typeparam name="TRequest">Messages from the client.</typeparam>
        /// <typeparam name="TResponse">Messages from the server.</typeparam>
        /// <param name="method">The method.</param>
        /// <param name="handler">What carries it out.</param>
        public Builder AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> handler) where TRequest : class where TResponse : class =>
            Add(binder => binder.AddMethod(method, handler));

        /// <summary>Adds a client-streaming method.</summary>
        /// <typeparam name="TRequest">Messages from the client.</typeparam>
        /// <typeparam name="TResponse">Messages from the server.</typeparam>
        /// <param name="method">The method.</param>
        /// <param name="handler">What carries it out.</param>
        public Builder AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> handler) where TRequest : class where TResponse : class =>
            Add(binder => binder.AddMethod(method, handler));

        /// <summary>Adds a server-streaming method.</summary>
        /// <typeparam name="TRequest">Messages from the client.</typeparam>
        /// <typeparam name="TResponse">Messages from the server.</typeparam>
        /// <param name="method">The method.</param>
        /// <param name="handler">What carries it out.</param>
        public Builder AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> handler) where TRequest : class where TResponse : class =>
            Add(binder => binder.AddMethod(method, handler));

        /// <summary>Adds a duplex method.</summary>
        /// <typeparam name="TRequest">Messages from the client.</typeparam>
        /// <typeparam name="TResponse">Messages from the server.</typeparam>
        /// <param name="method">The method.</param>
        /// <param name="handler">What carries it out.</param>
        public Builder AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> handler) where TRequest : class where TResponse : class =>
            Add(binder => binder.AddMethod(method, handler));

        /// <summary>Ends the definition.</summary>
        public ServerServiceDefinition Build() => new([.. _methods]);

        private Builder Add(Action<ServiceBinderBase> method)
        {
            _methods.Add(method);
            return this;
        }
    }
}
