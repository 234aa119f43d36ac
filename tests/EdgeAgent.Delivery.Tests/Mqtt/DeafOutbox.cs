using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>An outbox that never says that more is due, as one whose word is still on its way.</summary>
internal sealed class DeafOutbox(MemoryOutbox outbox) : IOutbox
{
    public string StoreId => outbox.StoreId;

    public long LastSequence => outbox.LastSequence;

    public long Pending => outbox.Pending;

    public void Rewind() => outbox.Rewind();

    public IReadOnlyList<OutboxMessage> Take(Lane lane, int count) => outbox.Take(lane, count);

    public void Settle(OutboxMessage message, Settlement outcome, string? reason = null) => outbox.Settle(message, outcome, reason);

    public void Declare(IReadOnlyList<OutboxMessage> messages, GapRecord record) => outbox.Declare(messages, record);

    public void Flush() => outbox.Flush();

    public Task WaitAsync(CancellationToken cancellation) => Task.Delay(Timeout.Infinite, cancellation);

    public void Remember(string key, string? value) => outbox.Remember(key, value);

    public string? Recall(string key) => outbox.Recall(key);
}
