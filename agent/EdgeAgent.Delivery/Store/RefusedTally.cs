using EdgeAgent.Core.Events;

namespace EdgeAgent.Delivery.Store;

/// <summary>What was turned away of one pipeline while the queue was full, until it can be declared.</summary>
internal sealed class RefusedTally
{
    private long _events;
    private long _updates;
    private double? _peak;
    private DateTimeOffset? _from;
    private DateTimeOffset? _to;

    /// <summary>Counts a record.</summary>
    public void Add(object record)
    {
        if (record is EventDraft { Event: var detection })
        {
            if (detection.State is EventState.Update) _updates++;
            else _events++;
            _peak = Math.Max(_peak ?? 0, detection.Score.Peak);
            Span(detection.Onset, detection.Offset);
        }
        else if (record is GapRecord gap)
        {
            _updates++;
            Span(gap.From, gap.To);
        }
    }

    /// <summary>The gap record that declares it.</summary>
    public GapRecord ToRecord(string pipeline) => new(pipeline, null, StoreCauses.Unavailable, _from, _to,
        new GapLoss { Events = _events, Updates = _updates, Peak = _peak }, "The disk did not take records and the queue for it was full.");

    private void Span(DateTimeOffset? from, DateTimeOffset? to)
    {
        from ??= to;
        to ??= from;
        if (from < _from || _from is null) _from = from;
        if (to > _to || _to is null) _to = to;
    }
}
