namespace Grpc.Core;

/// <summary>A way to a server, from which clients are made.</summary>
public abstract class ChannelBase
{
    /// <summary>Names the server.</summary>
    /// <param name="target">Where the channel leads.</param>
    protected ChannelBase(string target) => Target = target;

    /// <summary>Where the channel leads.</summary>
    public string Target { get; }

    /// <summary>What makes calls on this channel.</summary>
    public abstract CallInvoker CreateCallInvoker();
}
