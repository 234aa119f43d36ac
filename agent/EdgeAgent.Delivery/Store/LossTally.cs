using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Store;

/// <summary>Adds up messages that are given up, for the gap record that declares them.</summary>
internal sealed class LossTally
{
    private readonly RangeTable _ranges = new();
    private long _events;
    private long _updates;
    private double? _peak;
    private DateTimeOffset? _from;
    private DateTimeOffset? _to;

    /// <summary>Counts a message.</summary>
    public void Add(MessageKind kind, double peak, DateTimeOffset? time)
    {
        if (kind is MessageKind.Update or MessageKind.Gap) _updates++;
        else _events++;
        if (kind is not MessageKind.Gap) _peak = Math.Max(_peak ?? 0, peak);
        if (time < _from || _from is null) _from = time ?? _from;
        if (time > _to || _to is null) _to = time ?? _to;
    }

    /// <summary>Counts a message of the tables.</summary>
    public void Add(StoredMessage message) =>
        Add(message.Kind, message.Peak, message.TimeMs is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null);

    /// <summary>Names messages by their numbers.</summary>
    public void Add(string store, long first, long last) => _ranges.Add(store, first, last);

    /// <summary>Names messages without counting them.</summary>
    public void Add(IEnumerable<SequenceRange> ranges) => _ranges.Add([.. ranges]);

    /// <summary>The gap record.</summary>
    public GapRecord ToRecord(string pipeline, string cause, string detail) => new(pipeline, null, cause, _from, _to,
        new GapLoss { Events = _events, Updates = _updates, Peak = _peak, Sequences = _ranges.ToList() }, detail);
}
