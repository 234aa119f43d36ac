namespace EdgeAgent.Control.Dial;

/// <summary>The way to the relay at one moment.</summary>
/// <param name="Relay">The relay, as configured.</param>
/// <param name="Phase">How it stands.</param>
/// <param name="Since">When it came to stand so.</param>
/// <param name="Callers">Connections that callers use now.</param>
/// <param name="Problem">Why it does not stand, one sentence; null when it does, or was never tried.</param>
public sealed record DialSnapshot(string Relay, DialPhase Phase, DateTimeOffset Since, int Callers, string? Problem);
