namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>
/// Exponential back-off with full jitter: the n-th attempt in a row waits anything from 0 to min(limit, ¼ s · 2ⁿ). The jitter keeps many boxes
/// from asking a server that comes back all at once.
/// </summary>
/// <param name="limit">The longest time.</param>
/// <param name="random">Gives the jitter.</param>
internal sealed class RestartDelay(TimeSpan limit, Random random)
{
    private const double FirstSeconds = 0.25;

    private int _attempt;

    /// <summary>Forgets earlier attempts: the source was well.</summary>
    public void Reset() => _attempt = 0;

    /// <summary>The time to wait before the next attempt.</summary>
    public TimeSpan Next()
    {
        var ceiling = Math.Min(limit.TotalSeconds, FirstSeconds * Math.Pow(2, Math.Min(_attempt, 30)));
        _attempt++;
        return TimeSpan.FromSeconds(random.NextDouble() * ceiling);
    }
}
