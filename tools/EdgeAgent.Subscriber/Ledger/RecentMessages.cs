namespace EdgeAgent.Subscriber.Ledger;

/// <summary>Fingerprints of the last messages, to tell whether a duplicate is one. Bounded: the oldest goes first, and a duplicate of what has gone cannot be compared.</summary>
/// <param name="capacity">Messages that are kept.</param>
internal sealed class RecentMessages(int capacity)
{
    private readonly Dictionary<(int Store, long Sequence), Kept> _byNumber = [];
    private readonly Dictionary<UInt128, (int Store, long Sequence)> _byKey = [];
    private readonly Queue<(int Store, long Sequence)> _order = [];

    /// <summary>The payload's fingerprint of a message of this number; null when it is not kept.</summary>
    public UInt128? Payload(int store, long sequence) => _byNumber.TryGetValue((store, sequence), out var kept) ? kept.Payload : null;

    /// <summary>The content of the message that first carried this key under another number; null for none.</summary>
    public UInt128? Content(UInt128 key) => _byKey.TryGetValue(key, out var number) && _byNumber.TryGetValue(number, out var kept) ? kept.Content : null;

    /// <summary>Keeps a message that came for the first time.</summary>
    public void Keep(int store, long sequence, UInt128 key, UInt128 payload, UInt128 content)
    {
        if (_order.Count == capacity)
        {
            var oldest = _order.Dequeue();
            if (_byNumber.Remove(oldest, out var gone) && _byKey.TryGetValue(gone.Key, out var named) && named == oldest) _byKey.Remove(gone.Key);
        }

        _order.Enqueue((store, sequence));
        _byNumber[(store, sequence)] = new Kept(key, payload, content);
        _byKey.TryAdd(key, (store, sequence));
    }

    private readonly record struct Kept(UInt128 Key, UInt128 Payload, UInt128 Content);
}
