namespace EdgeAgent.Subscriber.Subscriptions;

/// <summary>When enough was heard.</summary>
internal sealed class EndOfSubscription
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Books _books;
    private readonly TimeProvider _time;
    private readonly TimeSpan _longest;
    private readonly TimeSpan _idle;

    /// <summary>Watches for the end.</summary>
    /// <param name="books">What counts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="count">Messages; 0 for no such end.</param>
    /// <param name="longest">Time in all; zero for no such end.</param>
    /// <param name="idle">Time without a message; zero for no such end.</param>
    public EndOfSubscription(Books books, TimeProvider time, long count, TimeSpan longest, TimeSpan idle)
    {
        (_books, _time, _longest, _idle) = (books, time, longest, idle);
        if (count > 0)
        {
            books.Taken += taken =>
            {
                if (taken >= count) Reach();
            };
        }
    }

    /// <summary>Ends it now.</summary>
    public void Reach() => _reached.TrySetResult();

    /// <summary>Completes at the end.</summary>
    public async Task WhenReached()
    {
        var start = _time.GetTimestamp();
        await using var timer = _time.CreateTimer(_ =>
        {
            if (_longest > TimeSpan.Zero && _time.GetElapsedTime(start) >= _longest) Reach();
            if (_idle > TimeSpan.Zero && _books.Silence >= _idle) Reach();
        }, null, Tick, Tick);
        await _reached.Task;
    }
}
