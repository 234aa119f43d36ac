namespace EdgeAgent.Subscriber.Ledger;

/// <summary>Latencies in buckets 2 % wide, from a millisecond to thirty years: constant memory, percentiles at most 2 % high.</summary>
internal sealed class LatencyHistogram
{
    private const double Step = 1.02;
    private const double LargestMilliseconds = 1e12;

    private readonly long[] _buckets = new long[Bucket(LargestMilliseconds) + 1];

    /// <summary>How many.</summary>
    public long Count { get; private set; }

    /// <summary>Arrived before they happened: two clocks disagree. They count as 0.</summary>
    public long Negative { get; private set; }

    /// <summary>The longest.</summary>
    public TimeSpan Max { get; private set; }

    /// <summary>Counts one.</summary>
    public void Add(TimeSpan latency)
    {
        Count++;
        if (latency < TimeSpan.Zero)
        {
            Negative++;
            latency = TimeSpan.Zero;
        }

        if (latency > Max) Max = latency;
        _buckets[Bucket(Math.Min(latency.TotalMilliseconds, LargestMilliseconds))]++;
    }

    /// <summary>The latency that a share of them does not exceed.</summary>
    /// <param name="share">0 … 1.</param>
    public TimeSpan Percentile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += _buckets[i];
            if (seen < rank) continue;
            var upper = TimeSpan.FromMilliseconds(Math.Pow(Step, i));
            return i == 0 || upper > Max ? (i == 0 ? TimeSpan.FromMilliseconds(Math.Min(1, Max.TotalMilliseconds)) : Max) : upper;
        }

        return TimeSpan.Zero;
    }

    // Bucket 0 holds up to a millisecond, bucket i up to Step^i.
    private static int Bucket(double milliseconds) => milliseconds <= 1 ? 0 : (int)Math.Ceiling(Math.Log(milliseconds) / Math.Log(Step));
}
