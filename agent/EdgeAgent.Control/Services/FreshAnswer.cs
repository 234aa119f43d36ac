namespace EdgeAgent.Control.Services;

/// <summary>Keeps an answer for a moment: many who ask at once cost as little as one. Thread-safe; the answer must not be changed by those who get it.</summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="life">How long it is good.</param>
/// <param name="time">The clock.</param>
internal sealed class FreshAnswer<T>(TimeSpan life, TimeProvider time)
    where T : class
{
    private long _generation;
    private volatile Kept? _kept;

    /// <summary>The kept answer while it is fresh, else a new one.</summary>
    public T Read(Func<T> make)
    {
        var generation = Volatile.Read(ref _generation);
        if (_kept is { } kept && kept.Generation == generation && time.GetElapsedTime(kept.Made) < life) return kept.Answer;
        // Stamped before it is made: it is never told for newer than it is. Two may make one at once; both are right.
        var made = time.GetTimestamp();
        var answer = make();
        _kept = new Kept(answer, made, generation);
        return answer;
    }

    /// <summary>What was kept, or is being made, does not hold any more.</summary>
    public void Forget() => Interlocked.Increment(ref _generation);

    private sealed record Kept(T Answer, long Made, long Generation);
}
