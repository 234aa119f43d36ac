namespace EdgeAgent.Control.Security;

/// <summary>What the place where a connection came in says of its caller; left among the connection's features.</summary>
/// <param name="Given">The caller, where the place alone tells it: the local user of a socket, or anybody on plaintext loopback. Null where credentials are needed.</param>
internal sealed record EndpointTrust(Caller? Given);
