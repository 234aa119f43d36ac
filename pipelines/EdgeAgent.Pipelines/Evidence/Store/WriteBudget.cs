namespace EdgeAgent.Pipelines.Evidence.Store;

/// <summary>
/// Bytes that may be written in any 24 hours, so that flash lasts. Over half of them the lowest scores of a label are left out, more and more of them the less is left; over all of them everything is.
/// </summary>
/// <remarks>Powered time by the monotonic clock, in hours: an hour counts until it lies a whole day back. Not for use from two threads.</remarks>
/// <param name="limit">The bytes; null for no limit.</param>
/// <param name="time">The clock.</param>
internal sealed class WriteBudget(long? limit, TimeProvider time)
{
    private const int Hours = 25;
    private const int Remembered = 32;
    private const int MostLabels = 1024;

    private readonly long[] _hours = new long[Hours];
    private readonly Dictionary<string, Queue<double>> _scores = new(StringComparer.Ordinal);
    private readonly long _began = time.GetTimestamp();
    private long _hour;

    /// <summary>Bytes of the last 24 hours.</summary>
    public long Spent
    {
        get
        {
            Turn();
            return _hours.Sum();
        }
    }

    /// <summary>Counts bytes that were written some time ago, before the agent started.</summary>
    public void Recall(long bytes, TimeSpan ago)
    {
        if (ago < TimeSpan.Zero || ago >= TimeSpan.FromDays(1)) return;
        Turn();
        // A disk that comes late is read in a later hour than the first.
        _hours[(_hour - (int)ago.TotalHours + Hours) % Hours] += bytes;
    }

    /// <summary>Counts bytes that were written.</summary>
    public void Spend(long bytes)
    {
        Turn();
        _hours[_hour % Hours] += bytes;
    }

    /// <summary>Whether so many bytes may be written.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="label">Whose scores to compare with.</param>
    /// <param name="score">0..1; null is asked for by nobody who could choose.</param>
    public bool Admits(long bytes, string label, double? score)
    {
        var rank = score is { } own ? Rank(label, own) : 1;
        if (limit is not { } most) return true;
        var spent = Spent;
        if (spent + bytes > most) return false;
        return rank >= ((double)spent / most * 2) - 1;
    }

    // The share of the label's last scores that are no higher; 1 for the first.
    private double Rank(string label, double score)
    {
        if (!_scores.TryGetValue(label, out var known))
        {
            if (_scores.Count >= MostLabels) _scores.Clear();
            _scores[label] = known = new Queue<double>(Remembered);
        }

        var rank = known.Count == 0 ? 1 : (double)known.Count(other => other <= score) / known.Count;
        if (known.Count == Remembered) known.Dequeue();
        known.Enqueue(score);
        return rank;
    }

    private void Turn()
    {
        var now = (long)time.GetElapsedTime(_began).TotalHours;
        // Bytes that were recalled lie in the places behind the present one, which come last.
        for (; _hour < now; _hour++) _hours[(_hour + 1) % Hours] = 0;
    }
}
