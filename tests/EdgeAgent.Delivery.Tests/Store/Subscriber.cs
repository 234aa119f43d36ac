using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>A subscriber that checks the promise from what it receives alone: nothing missing that was not declared, nothing changed between deliveries, nothing out of order.</summary>
internal sealed class Subscriber
{
    private readonly Dictionary<(string Store, long Sequence), byte[]> _received = [];
    private readonly Dictionary<(string Store, Lane Lane), long> _lastFirst = [];
    private readonly List<SequenceRange> _declared = [];

    /// <summary>Messages received, by store and sequence.</summary>
    public IReadOnlyDictionary<(string Store, long Sequence), byte[]> Received => _received;

    /// <summary>Ranges that gap records declared.</summary>
    public IReadOnlyList<SequenceRange> Declared => _declared;

    /// <summary>A connection was made: live and backlog begin anew.</summary>
    public void Connected()
    {
        foreach (var key in _lastFirst.Keys.Where(k => k.Lane is Lane.Live or Lane.Backlog).ToList()) _lastFirst.Remove(key);
    }

    /// <summary>Receives a message.</summary>
    public void Receive(OutboxMessage message)
    {
        var key = (message.StoreId, message.Sequence);
        if (_received.TryGetValue(key, out var before))
        {
            if (!message.Payload.Span.SequenceEqual(before)) throw new InvalidOperationException($"{key} came again with other bytes");
            return;
        }

        _received.Add(key, message.Payload.ToArray());
        if (message.Lane is not Lane.Aside)
        {
            var lane = (message.StoreId, message.Lane);
            if (_lastFirst.TryGetValue(lane, out var last) && message.Sequence <= last) throw new InvalidOperationException($"{key} came after {last} in {message.Lane}");
            _lastFirst[lane] = message.Sequence;
        }

        if (message.Kind is not MessageKind.Gap) return;
        var gap = Read.Gap(message);
        if (gap.Id != message.Id || gap.Sequence != message.Sequence || gap.StoreId != message.StoreId) throw new InvalidOperationException($"{key} does not say its own name");
        if (gap.Lost?.Sequences is not { } ranges) return;
        if (ranges.Count > 50) throw new InvalidOperationException($"{key} holds {ranges.Count} ranges");
        if (ranges.FirstOrDefault(range => range.First < 1 || range.Last < range.First) is { } none) throw new InvalidOperationException($"{key} declares {none}, which no message has");
        _declared.AddRange(ranges);
    }

    /// <summary>Whether gap records declare a message.</summary>
    public bool IsDeclared(string store, long sequence) =>
        _declared.Exists(range => range.Store == store && range.First <= sequence && (range.Last is null || sequence <= range.Last));

    /// <summary>Messages of a store up to a last one that neither came nor were declared.</summary>
    public IReadOnlyList<long> Missing(string store, long last)
    {
        var missing = new List<long>();
        for (long sequence = 1; sequence <= last; sequence++)
            if (!_received.ContainsKey((store, sequence)) && !IsDeclared(store, sequence)) missing.Add(sequence);
        return missing;
    }
}
