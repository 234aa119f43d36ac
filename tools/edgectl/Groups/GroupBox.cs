using EdgeAgent.Rpc.Client;

namespace EdgeAgent.Edgectl.Groups;

/// <summary>A box of a group.</summary>
/// <param name="Name">Its context.</param>
/// <param name="Open">Makes a channel to it.</param>
internal sealed record GroupBox(string Name, Func<RpcChannel> Open);
