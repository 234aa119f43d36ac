namespace EdgeAgent.Delivery.Embedded;

/// <summary>The embedded broker at a moment.</summary>
/// <param name="Port">Port on 127.0.0.1 where it listens; null while it does not.</param>
/// <param name="Restarts">Times that it ended by itself and was started again.</param>
/// <param name="Problem">One sentence with the remedy while it can't run; null otherwise. Events are stored meanwhile.</param>
public sealed record EmbeddedBrokerStatus(int? Port, int Restarts, string? Problem);
