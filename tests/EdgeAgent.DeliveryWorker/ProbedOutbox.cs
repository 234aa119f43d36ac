using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.DeliveryWorker;

/// <summary>The store's outbox, with the publisher's boundaries told to the kill switch.</summary>
internal sealed class ProbedOutbox(IOutbox outbox, KillSwitch kill) : IOutbox
{
    public string StoreId => outbox.StoreId;

    public long LastSequence => outbox.LastSequence;

    public long Pending => outbox.Pending;

    public void Rewind() => outbox.Rewind();

    public IReadOnlyList<OutboxMessage> Take(Lane lane, int count)
    {
        var taken = outbox.Take(lane, count);
        if (taken.Count > 0) kill.Reached("Take");
        return taken;
    }

    public void Settle(OutboxMessage message, Settlement outcome, string? reason = null)
    {
        kill.Reached("Acknowledged");
        outbox.Settle(message, outcome, reason);
        kill.Reached("Settled");
    }

    public void Declare(IReadOnlyList<OutboxMessage> messages, GapRecord record) => outbox.Declare(messages, record);

    public void Flush() => outbox.Flush();

    public Task WaitAsync(CancellationToken cancellation) => outbox.WaitAsync(cancellation);

    public void Remember(string key, string? value) => outbox.Remember(key, value);

    public string? Recall(string key) => outbox.Recall(key);
}
