namespace EdgeAgent.Control.Audit;

/// <summary>
/// Decides which refusals are written: of one identity and call one a minute, so that nobody who may do nothing can push the history out of the log.
/// What was left out is counted. Bounded: when it knows too many pairs, new ones are counted as one. Not for two threads at once.
/// </summary>
internal sealed class RefusalMeter(TimeProvider time)
{
    private const int MostPairs = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly Dictionary<(string Who, string Call), (long Written, long LeftOut)> _pairs = [];

    /// <summary>Counts a refusal.</summary>
    /// <returns>How many were left out since the last one that was written; null when this one is left out too.</returns>
    public long? Count(string who, string call)
    {
        var pair = (who, call);
        if (!_pairs.ContainsKey(pair) && _pairs.Count >= MostPairs)
        {
            // Those with nothing to tell are over after their minute.
            foreach (var (old, (written, leftOut)) in _pairs)
                if (leftOut == 0 && time.GetElapsedTime(written) >= Pause) _pairs.Remove(old);
            if (_pairs.Count >= MostPairs) pair = ("", "");
        }

        if (_pairs.TryGetValue(pair, out var known) && time.GetElapsedTime(known.Written) < Pause)
        {
            _pairs[pair] = known with { LeftOut = known.LeftOut + 1 };
            return null;
        }

        _pairs[pair] = (time.GetTimestamp(), 0);
        return known.LeftOut;
    }
}
