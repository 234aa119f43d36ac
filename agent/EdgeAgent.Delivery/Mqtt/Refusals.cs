using System.Globalization;
using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>
/// Messages that the broker refused for a passing reason, or that are put off, and that still have to go through. What was on its way behind them can't be called back, so such a message
/// may come after later ones: it is then published in lane <c>aside</c>. Kept with the store, so that this is known after a restart too.
/// </summary>
internal sealed class Refusals
{
    /// <summary>The note that keeps them.</summary>
    internal const string Note = "mqtt.refused";

    private readonly IOutbox _outbox;
    private readonly Dictionary<long, int> _counts = [];
    private string _store = "";
    private bool _changed;

    /// <summary>Takes up what the store knows.</summary>
    public Refusals(IOutbox outbox) => _outbox = outbox;

    /// <summary>Whether a message was refused before and did not get through.</summary>
    public bool Contains(OutboxMessage message)
    {
        Follow();
        return _counts.Count > 0 && _counts.ContainsKey(Key(message));
    }

    /// <summary>Reads the note when the store is another one than before.</summary>
    public void Follow()
    {
        if (_store == _outbox.StoreId) return;
        _store = _outbox.StoreId;
        _counts.Clear();
        _changed = false;
        if (_outbox.Recall(Note)?.Split(':') is not [var store, var keys] || store != _store) return;
        foreach (var key in keys.Split(','))
            if (long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) _counts[number] = 0;
    }

    /// <summary>Counts a refusal.</summary>
    /// <returns>How many this message has met in this run.</returns>
    public int Add(OutboxMessage message)
    {
        Follow();
        var key = Key(message);
        _changed |= !_counts.ContainsKey(key);
        return _counts[key] = _counts.GetValueOrDefault(key) + 1;
    }

    /// <summary>Notes a message that is put off: it comes after later ones.</summary>
    public void Late(OutboxMessage message)
    {
        Follow();
        _changed |= _counts.TryAdd(Key(message), 0);
    }

    /// <summary>A message is settled.</summary>
    public void Settled(OutboxMessage message)
    {
        Follow();
        if (_counts.Count > 0) _changed |= _counts.Remove(Key(message));
    }

    /// <summary>Keeps changes with the store.</summary>
    public void Save()
    {
        if (!_changed) return;
        _changed = false;
        _outbox.Remember(Note, _counts.Count == 0 ? null : $"{_store}:{string.Join(',', _counts.Keys.Order().Select(key => key.ToString(CultureInfo.InvariantCulture)))}");
    }

    // Rows set aside have numbers of their own, next to sequences.
    private static long Key(OutboxMessage message) => message.Lane == Lane.Aside ? -message.Key : message.Key;
}
