namespace EdgeAgent.TestKit.Mqtt;

/// <summary>One fault of one connection.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="AtByte">After so many bytes from the client, from 0.</param>
/// <param name="For">How long a <see cref="LinkFaultKind.Stall"/> or <see cref="LinkFaultKind.DropToClient"/> lasts.</param>
public readonly record struct LinkFault(LinkFaultKind Kind, long AtByte, TimeSpan For = default);
