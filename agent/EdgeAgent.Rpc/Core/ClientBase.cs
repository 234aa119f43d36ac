namespace Grpc.Core;

/// <summary>What every generated client has.</summary>
public abstract class ClientBase
{
    /// <summary>For test doubles: a client that makes no calls.</summary>
    protected ClientBase() { }

    /// <summary>Makes a client of a configuration.</summary>
    /// <param name="configuration">What makes its calls.</param>
    protected ClientBase(ClientBaseConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Configuration = configuration;
    }

    /// <summary>What makes the client's calls.</summary>
    /// <exception cref="InvalidOperationException">The client was made as a test double.</exception>
    protected CallInvoker CallInvoker => Configuration?.Invoker ?? throw new InvalidOperationException("this client was made without a channel");

    private protected ClientBaseConfiguration? Configuration { get; }

    /// <summary>What makes a client's calls.</summary>
    protected internal sealed class ClientBaseConfiguration
    {
        internal ClientBaseConfiguration(CallInvoker invoker) => Invoker = invoker;

        internal CallInvoker Invoker { get; }
    }
}
