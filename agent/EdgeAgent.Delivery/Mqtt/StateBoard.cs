using EdgeAgent.Delivery.Budget;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>Retained documents: the newest of each topic wins, all are sent on every connection, and they come more rarely as the byte budget falls. Nothing queues up.</summary>
internal sealed class StateBoard(TimeProvider time)
{
    // A topic for each pipeline, model and discovery document; many times what a box has.
    private const int MostTopics = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, StateDocument> _documents = new(StringComparer.Ordinal);
    private readonly List<StateDocument> _order = [];
    private bool _mayBeDue;

    /// <summary>Puts a document up, in place of the last one of its topic.</summary>
    /// <returns>False when there are too many topics; the document is not kept.</returns>
    public bool Post(string topic, ReadOnlyMemory<byte> payload)
    {
        lock (_lock)
        {
            if (!_documents.TryGetValue(topic, out var document))
            {
                if (_order.Count >= MostTopics) return false;
                _documents[topic] = document = new StateDocument(topic);
                _order.Add(document);
            }

            document.Payload = payload.ToArray();
            document.Version++;
            _mayBeDue = true;
            return true;
        }
    }

    /// <summary>On a new connection every document is due.</summary>
    public void Rewind()
    {
        lock (_lock)
        {
            foreach (var document in _order) (document.SentVersion, document.NotBefore) = (0, 0);
            _mayBeDue = true;
        }
    }

    /// <summary>The next document to be sent, with what it says at this moment; null when none is due.</summary>
    public (StateDocument Document, ReadOnlyMemory<byte> Payload, long Version)? Next(BudgetTier tier)
    {
        if (tier == BudgetTier.Reserve) return null;
        lock (_lock)
        {
            if (!_mayBeDue) return null;
            var now = time.GetTimestamp();
            var later = false;
            foreach (var document in _order)
            {
                if (document.SentVersion == document.Version) continue;
                if (now >= document.NotBefore && (document.SentAt is not { } at || time.GetElapsedTime(at, now) >= Pause(tier))) return (document, document.Payload, document.Version);
                later = true;
            }

            _mayBeDue = later;
            return null;
        }
    }

    /// <summary>A version of a document is on its way.</summary>
    public void Sent(StateDocument document, long version)
    {
        lock (_lock)
        {
            document.SentVersion = version;
            document.SentAt = time.GetTimestamp();
        }
    }

    /// <summary>A document was refused for a passing reason: it is due again after a while.</summary>
    public void Again(StateDocument document, TimeSpan wait)
    {
        lock (_lock)
        {
            document.SentVersion = 0;
            document.NotBefore = time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);
            _mayBeDue = true;
        }
    }

    private static TimeSpan Pause(BudgetTier tier) => tier switch
    {
        BudgetTier.Ample => TimeSpan.Zero,
        BudgetTier.Half => TimeSpan.FromMinutes(10),
        _ => TimeSpan.FromHours(1),
    };
}
