namespace EdgeAgent.Rpc.Server;

/// <summary>What holds for every call of a server.</summary>
/// <param name="Options">What is accepted and how it is answered.</param>
/// <param name="Time">Runs deadlines.</param>
/// <param name="Stopping">Cancelled when the server stops.</param>
internal sealed record CallRules(RpcServerOptions Options, TimeProvider Time, CancellationToken Stopping);
