using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>A message of a store in memory and what became of it.</summary>
internal sealed class MemoryRow(OutboxMessage message, long acceptedAt)
{
    public OutboxMessage Message { get; } = message;

    public long AcceptedAt { get; } = acceptedAt;

    public bool Taken { get; set; }

    public Settlement? Outcome { get; set; }

    public string? Reason { get; set; }
}
