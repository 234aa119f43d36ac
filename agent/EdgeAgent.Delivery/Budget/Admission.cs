using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Budget;

/// <summary>Decides which messages are sent and which are folded. Gap records are always sent. Used on the publisher's thread.</summary>
internal sealed class Admission(ByteBudget bytes, BudgetOptions options, TimeProvider time)
{
    // What a label may send at once below a quarter, in bytes: two events or so, then its share of the refill.
    private const double LabelBurst = 8192;

    // Topic, attributes and confirmation of a message beside its payload.
    private const int Overhead = 300;

    private readonly Dictionary<(string Pipeline, string Label), LabelAllowance> _labels = [];
    private readonly EventDecisions _decisions = new();

    /// <summary>Whether a message is sent; false: it is folded.</summary>
    public bool Admits(OutboxMessage message)
    {
        if (message.Kind == MessageKind.Gap || (options.EventsPerHourPerLabel is null && bytes.RefillPerSecond is null)) return true;
        var tier = bytes.Tier;
        if (message.Kind == MessageKind.Update && tier >= BudgetTier.Half) return false;
        if (_decisions[message.Id] is { } known) return known && (tier != BudgetTier.Reserve || bytes.Covers(message.Payload.Length + Overhead, BudgetClaim.Event));
        var admitted = Decide(message, tier);
        _decisions.Keep(message.Id, admitted);
        return admitted;
    }

    private bool Decide(OutboxMessage message, BudgetTier tier)
    {
        if (tier == BudgetTier.Reserve) return false;
        var label = Label(message);
        // An event costs its first and its last revision.
        var cost = (message.Payload.Length + Overhead) * (message.Kind == MessageKind.Close ? 1 : 2);
        label.LastSeen = time.GetTimestamp();
        if (tier == BudgetTier.Quarter)
        {
            label.Bytes.Refill(bytes.RefillPerSecond!.Value / 2 / Active());
            if (label.Bytes.Level < cost) return false;
        }

        if (label.Events is { } events && !events.TrySpend(1)) return false;
        label.Bytes.Spend(tier == BudgetTier.Quarter ? cost : 0);
        return true;
    }

    private LabelAllowance Label(OutboxMessage message)
    {
        var key = (message.Pipeline, message.Label ?? "");
        if (_labels.TryGetValue(key, out var label)) return label;
        return _labels[key] = new LabelAllowance(new TokenBucket(LabelBurst, 0, LabelBurst, time), options.EventsPerHourPerLabel is { } hourly ? Hourly(hourly) : null);
    }

    // As with the bytes: a quarter at once and the rest spread over the hour stay within the whole in any hour. Where a quarter is less than one event, one can go at once.
    private TokenBucket Hourly(int events)
    {
        var atOnce = Math.Max(1, events / 4.0);
        return new TokenBucket(atOnce, (events == 1 ? 0.75 : events - atOnce) / 3600, atOnce, time);
    }

    private int Active()
    {
        var count = 0;
        foreach (var label in _labels.Values)
            if (time.GetElapsedTime(label.LastSeen).TotalHours < 1) count++;
        return Math.Max(1, count);
    }

    private sealed class LabelAllowance(TokenBucket bytes, TokenBucket? events)
    {
        public TokenBucket Bytes { get; } = bytes;

        public TokenBucket? Events { get; } = events;

        public long LastSeen { get; set; }
    }
}
