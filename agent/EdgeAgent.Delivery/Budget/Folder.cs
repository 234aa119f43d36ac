using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Budget;

/// <summary>
/// Gathers messages that will not be sent and declares them label by label, in records that come at growing intervals (a minute to an hour, longer where that many records would eat the budget).
/// What is gathered is bounded: when it is full, the largest fold is declared early. Used on the publisher's thread.
/// </summary>
internal sealed class Folder(IOutbox outbox, ByteBudget budget, TimeProvider time)
{
    /// <summary>Cause of a record about messages that the budget did not carry.</summary>
    public const string Storm = "storm";

    /// <summary>Cause of a record about messages that were too old.</summary>
    public const string Expired = "expired";

    /// <summary>Messages gathered at most: as many as one record may declare.</summary>
    public const int Largest = 10_000;

    // A storm record as a packet with its confirmation, and the share of the refill that all of them may take.
    private const double RecordBytes = 900;
    private const double RecordShare = 0.25;

    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Usual = TimeSpan.FromHours(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private readonly Dictionary<(string Cause, string Pipeline, string? Label), Fold> _folds = [];
    private long _nextDue = long.MaxValue;
    private int _gathered;

    /// <summary>Messages folded so far.</summary>
    public long Folded { get; private set; }

    /// <summary>Folds a message that was taken from the outbox.</summary>
    public void Add(OutboxMessage message, string cause)
    {
        var now = time.GetTimestamp();
        var key = (cause, message.Pipeline, message.Label);
        if (!_folds.TryGetValue(key, out var fold)) _folds[key] = fold = new Fold(cause, message.Pipeline, message.Label) { Interval = Shortest, LastAt = now };
        if (fold.Count == 0)
        {
            if (time.GetElapsedTime(fold.LastAt, now) > fold.Interval * 2) fold.Interval = Shortest;
            fold.DueAt = now + (long)(fold.Interval.TotalSeconds * time.TimestampFrequency);
            _nextDue = Math.Min(_nextDue, fold.DueAt);
        }

        fold.LastAt = now;
        fold.Add(message);
        _gathered++;
        Folded++;
        if (_gathered >= Largest) Declare(_folds.Values.MaxBy(f => f.Count)!);
    }

    /// <summary>Declares what is due.</summary>
    public void Flush()
    {
        var now = time.GetTimestamp();
        if (now < _nextDue) return;
        _nextDue = long.MaxValue;
        foreach (var fold in _folds.Values)
        {
            if (fold.Count == 0) continue;
            if (fold.DueAt <= now) Declare(fold);
            else _nextDue = Math.Min(_nextDue, fold.DueAt);
        }
    }

    /// <summary>Forgets what was gathered: on a new connection it is due again. Intervals stay.</summary>
    public void Forget()
    {
        foreach (var fold in _folds.Values)
        {
            Folded -= fold.Count;
            fold.Clear();
        }

        _gathered = 0;
        _nextDue = long.MaxValue;
    }

    private void Declare(Fold fold)
    {
        _gathered -= fold.Count;
        fold.Declare(outbox);
        var next = fold.Interval * 2;
        var most = Ceiling();
        fold.Interval = next < most ? next : most;
    }

    private TimeSpan Ceiling()
    {
        if (budget.RefillPerSecond is not { } refill) return Usual;
        var affordable = TimeSpan.FromSeconds(_folds.Count * RecordBytes / (refill * RecordShare));
        return affordable < Usual ? Usual : affordable > Longest ? Longest : affordable;
    }
}
