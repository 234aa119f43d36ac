using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>An outbox whose messages are older than they are.</summary>
internal sealed class AgedOutbox(MemoryOutbox outbox, double ageSeconds) : IOutbox
{
    public string StoreId => outbox.StoreId;

    public long LastSequence => outbox.LastSequence;

    public long Pending => outbox.Pending;

    public void Rewind() => outbox.Rewind();

    public IReadOnlyList<OutboxMessage> Take(Lane lane, int count) => [.. outbox.Take(lane, count).Select(message => message with { AgeSeconds = message.AgeSeconds + ageSeconds })];

    public void Settle(OutboxMessage message, Settlement outcome, string? reason = null) => outbox.Settle(message, outcome, reason);

    public void Declare(IReadOnlyList<OutboxMessage> messages, GapRecord record) => outbox.Declare(messages, record);

    public void Flush() => outbox.Flush();

    public Task WaitAsync(CancellationToken cancellation) => outbox.WaitAsync(cancellation);

    public void Remember(string key, string? value) => outbox.Remember(key, value);

    public string? Recall(string key) => outbox.Recall(key);
}
