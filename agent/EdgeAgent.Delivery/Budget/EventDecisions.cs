namespace EdgeAgent.Delivery.Budget;

/// <summary>Remembers for the newest events whether they are delivered, so that an event is delivered or folded as a whole. Bounded: the oldest is forgotten.</summary>
internal sealed class EventDecisions(int capacity = 4096)
{
    private readonly Dictionary<string, bool> _admitted = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>What was decided for an event; null when it is not known.</summary>
    public bool? this[string eventId] => _admitted.TryGetValue(eventId, out var admitted) ? admitted : null;

    /// <summary>Keeps a decision.</summary>
    public void Keep(string eventId, bool admitted)
    {
        if (_admitted.TryAdd(eventId, admitted))
        {
            _order.Enqueue(eventId);
            if (_order.Count > capacity) _admitted.Remove(_order.Dequeue());
        }
        else
        {
            _admitted[eventId] = admitted;
        }
    }
}
