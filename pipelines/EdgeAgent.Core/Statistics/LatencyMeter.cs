using EdgeAgent.Core.Control;

namespace EdgeAgent.Core.Statistics;

/// <summary>A histogram of durations in classes that grow by a twelfth of a doubling, from a microsecond to an hour. Not thread-safe; adding allocates nothing.</summary>
public sealed class LatencyMeter
{
    private const int ClassesPerDoubling = 12;
    private const double Smallest = 1e-6;

    private readonly long[] _classes = new long[32 * ClassesPerDoubling];
    private long _count;
    private double _longest;

    /// <summary>Adds a duration.</summary>
    public void Add(TimeSpan duration)
    {
        var seconds = duration.TotalSeconds;
        var index = seconds <= Smallest ? 0 : (int)Math.Ceiling(Math.Log2(seconds / Smallest) * ClassesPerDoubling);
        _classes[Math.Min(index, _classes.Length - 1)]++;
        _count++;
        _longest = Math.Max(_longest, seconds);
    }

    /// <summary>What was added so far.</summary>
    public LatencyFigures Read() => new(_count, Percentile(0.50), Percentile(0.95), Percentile(0.99), _longest);

    private double Percentile(double share)
    {
        var rank = (long)Math.Ceiling(share * _count);
        if (rank == 0) return 0;
        var seen = 0L;
        for (var i = 0; i < _classes.Length; i++)
        {
            seen += _classes[i];
            if (seen >= rank) return Math.Min(_longest, Smallest * Math.Pow(2, (double)i / ClassesPerDoubling));
        }

        return _longest;
    }
}
