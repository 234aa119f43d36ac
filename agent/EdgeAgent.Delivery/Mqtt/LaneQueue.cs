using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>One lane on one connection: a small batch ahead, what waits to be sent again, and what is on its way.</summary>
internal sealed class LaneQueue(Lane lane)
{
    // Small enough to hold nothing worth mentioning, large enough to read the store once for many packets.
    private const int Batch = 64;

    private readonly SortedDictionary<long, Outgoing> _again = [];
    private readonly Dictionary<string, long> _acknowledged = new(StringComparer.Ordinal);
    private IReadOnlyList<OutboxMessage> _ahead = [];
    private string _store = "";
    private int _next;

    /// <summary>Which lane.</summary>
    public Lane Lane { get; } = lane;

    /// <summary>Messages on their way.</summary>
    public int InFlight { get; set; }

    /// <summary>Whether the outbox had nothing when it was asked last.</summary>
    public bool IsDry { get; set; }

    /// <summary>When a refused message may be sent again.</summary>
    public long RetryAt { get; set; }

    /// <summary>A message that is composed and waits for the byte budget.</summary>
    public Outgoing? Held { get; set; }

    /// <summary>Messages that were refused for a passing reason. While there are any, nothing else of the lane is sent.</summary>
    public int Waiting => _again.Count;

    /// <summary>The refused message that is on its way again; the lane waits for its answer.</summary>
    public Outgoing? Probe { get; set; }

    /// <summary>Whether nothing of the lane is known to be due or on its way.</summary>
    public bool IsIdle => IsDry && InFlight == 0 && Held is null && _again.Count == 0 && _next == _ahead.Count;

    /// <summary>The next message, or null when none is due.</summary>
    public OutboxMessage? Next(IOutbox outbox)
    {
        if (_next == _ahead.Count)
        {
            if (IsDry) return null;
            _ahead = outbox.Take(Lane, Batch);
            _next = 0;
            if (_ahead.Count == 0)
            {
                IsDry = true;
                return null;
            }
        }

        return _ahead[_next++];
    }

    /// <summary>Keeps a refused message for another try.</summary>
    public void Keep(Outgoing outgoing) => _again[outgoing.Message.Key] = outgoing;

    /// <summary>The first of the refused messages.</summary>
    public Outgoing TakeAgain()
    {
        var (key, outgoing) = _again.First();
        _again.Remove(key);
        return outgoing;
    }

    /// <summary>Notes the highest sequence of a pipeline that was delivered.</summary>
    public void Acknowledged(OutboxMessage message)
    {
        // A store that took over from a damaged one counts from 1 again.
        if (message.StoreId != _store)
        {
            _store = message.StoreId;
            _acknowledged.Clear();
        }

        if (!_acknowledged.TryGetValue(message.Pipeline, out var highest) || message.Sequence > highest) _acknowledged[message.Pipeline] = message.Sequence;
    }

    /// <summary>Whether a later message of its pipeline was delivered before this one.</summary>
    public bool IsOvertaken(OutboxMessage message) => message.StoreId == _store && _acknowledged.TryGetValue(message.Pipeline, out var highest) && highest > message.Sequence;

    /// <summary>Starts over for a new connection; what was delivered is still known.</summary>
    public void Reset()
    {
        _again.Clear();
        _ahead = [];
        _next = InFlight = 0;
        RetryAt = 0;
        Held = Probe = null;
        IsDry = false;
    }
}
