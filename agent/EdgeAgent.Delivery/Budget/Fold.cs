using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Budget;

/// <summary>Messages of one label that will not be sent, until a record declares them.</summary>
internal sealed class Fold(string cause, string pipeline, string? label)
{
    private List<OutboxMessage> _messages = [];
    private long _events;
    private long _updates;
    private double _peak;
    private DateTimeOffset? _from;
    private DateTimeOffset? _to;

    /// <summary>Messages that wait for their record.</summary>
    public int Count => _messages.Count;

    /// <summary>Time from the first folded message to its record; grows while the storm lasts.</summary>
    public TimeSpan Interval { get; set; }

    /// <summary>When the record is due; meaningless while <see cref="Count"/> is 0.</summary>
    public long DueAt { get; set; }

    /// <summary>When a message was folded last.</summary>
    public long LastAt { get; set; }

    /// <summary>Adds a message; its payload is not kept.</summary>
    public void Add(OutboxMessage message)
    {
        _messages.Add(message with { Payload = default, Pipeline = pipeline, Label = label });
        if (message.Kind == MessageKind.Update) _updates++;
        else _events++;
        _peak = Math.Max(_peak, message.Peak);
        if (message.Time is not { } time) return;
        if (_from is null || time < _from) _from = time;
        if (_to is null || time > _to) _to = time;
    }

    /// <summary>Gives the messages up in a record of their own.</summary>
    public void Declare(IOutbox outbox)
    {
        var lost = new GapLoss { Events = _events, Updates = _updates, Peak = _peak };
        outbox.Declare(_messages, new GapRecord(pipeline, null, cause, _from, _to, lost, Detail()) { Label = label });
        Clear();
    }

    /// <summary>Forgets the messages: they are due again.</summary>
    public void Clear()
    {
        _messages = [];
        _events = _updates = 0;
        _peak = 0;
        _from = _to = null;
    }

    private string Detail() => cause == Folder.Expired
        ? "older than messages of their class are worth when their turn to be sent came"
        : "more than the link's budget carries";
}
