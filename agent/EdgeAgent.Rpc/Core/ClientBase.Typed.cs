namespace Grpc.Core;

/// <summary>Base of generated clients.</summary>
/// <typeparam name="T">The client itself.</typeparam>
public abstract class ClientBase<T> : ClientBase where T : ClientBase<T>
{
    /// <summary>For test doubles: a client that makes no calls.</summary>
    protected ClientBase() { }

    /// <summary>Makes a client of a channel.</summary>
    /// <param name="channel">The way to the server.</param>
    protected ClientBase(ChannelBase channel) : this(Invoker(channel)) { }

    /// <summary>Makes a client of a call invoker.</summary>
    /// <param name="callInvoker">What makes its calls.</param>
    protected ClientBase(CallInvoker callInvoker) : base(new ClientBaseConfiguration(callInvoker)) { }

    /// <summary>Makes a client of a configuration.</summary>
    /// <param name="configuration">What makes its calls.</param>
    protected ClientBase(ClientBaseConfiguration configuration) : base(configuration) { }

    /// <summary>Makes another client of the same kind.</summary>
    /// <param name="configuration">What makes its calls.</param>
    protected abstract T NewInstance(ClientBaseConfiguration configuration);

    private static CallInvoker Invoker(ChannelBase channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return channel.CreateCallInvoker();
    }
}
