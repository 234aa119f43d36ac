using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Budget;

/// <summary>
/// Gathers messages that will not be sent and declares them all together, in records that come at growing intervals (a minute to an hour, longer where records of their size would eat the budget).
/// What is gathered is bounded: when it is full, it is declared early. Used on the publisher's thread.
/// </summary>
internal sealed class Folder(IOutbox outbox, ByteBudget budget, TimeProvider time)
{
    /// <summary>Cause of a record about messages that the budget did not carry.</summary>
    public const string Storm = "storm";

    /// <summary>Cause of a record about messages that were too old, and nothing else.</summary>
    public const string Expired = "expired";

    /// <summary>Messages gathered at most: as many as one record may declare.</summary>
    public const int Largest = 10_000;

    // The share of the refill that records may take.
    private const double RecordShare = 0.25;

    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Usual = TimeSpan.FromHours(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private readonly Fold _fold = new();
    // Time from the first folded message to its record; grows while the storm lasts.
    private TimeSpan _interval = Shortest;
    private long _dueAt;
    private long _lastAt = time.GetTimestamp();

    /// <summary>Messages folded so far.</summary>
    public long Folded { get; private set; }

    /// <summary>Folds a message that was taken from the outbox.</summary>
    public void Add(OutboxMessage message, string cause)
    {
        var now = time.GetTimestamp();
        if (_fold.Count == 0)
        {
            if (time.GetElapsedTime(_lastAt, now) > _interval * 2) _interval = Shortest;
            _dueAt = now + (long)(_interval.TotalSeconds * time.TimestampFrequency);
        }

        _lastAt = now;
        _fold.Add(message, cause == Expired);
        Folded++;
        if (_fold.Count >= Largest) Declare();
    }

    /// <summary>Declares what is due.</summary>
    public void Flush()
    {
        if (_fold.Count > 0 && time.GetTimestamp() >= _dueAt) Declare();
    }

    /// <summary>Declares everything gathered: before the outbox starts over, and at the end. A link that flaps must not put it off for ever.</summary>
    public void Declare()
    {
        if (_fold.Count == 0) return;
        var most = Ceiling(_fold.Declare(outbox));
        var next = _interval * 2;
        _interval = next < most ? next : most;
    }

    private TimeSpan Ceiling(double recordBytes)
    {
        if (budget.RefillPerSecond is not { } refill) return Usual;
        var affordable = TimeSpan.FromSeconds(recordBytes / (refill * RecordShare));
        return affordable < Usual ? Usual : affordable > Longest ? Longest : affordable;
    }
}
