using EdgeAgent.Delivery.Budget;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>
/// Keeps the backlog from filling the link: at most so many messages a second, and with live messages to come first, only so many on their way
/// that each is confirmed within a second. What is in the link's buffers can't be overtaken.
/// </summary>
internal sealed class BacklogPace
{
    // Half of the two seconds that a fresh message may wait at most.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    // Below this the window doubles in a round trip; between the two it grows by one.
    private static readonly TimeSpan Fast = TimeSpan.FromSeconds(0.25);

    private readonly TokenBucket? _rate;
    private readonly TimeProvider _time;
    private readonly bool _bounded;
    private double _window = 8;
    private long _cutAt;

    /// <summary>Begins a connection.</summary>
    /// <param name="perSecond">Messages a second; null for no limit.</param>
    /// <param name="bounded">Whether live messages must not wait behind the backlog.</param>
    /// <param name="time">The clock.</param>
    public BacklogPace(double? perSecond, bool bounded, TimeProvider time)
    {
        _time = time;
        _bounded = bounded;
        _cutAt = time.GetTimestamp();
        if (perSecond is { } rate) _rate = new TokenBucket(Math.Max(1, rate), rate, 1, time);
    }

    /// <summary>Whether the backlog has a rate cap.</summary>
    public bool IsCapped => _rate is not null;

    /// <summary>Whether one more may be sent.</summary>
    public bool Allows(int inFlight) => (_rate is null || _rate.Level >= 1) && (!_bounded || inFlight < Math.Max(1, (int)_window));

    /// <summary>One was sent.</summary>
    public void Sent() => _rate?.Spend(1);

    /// <summary>One was confirmed.</summary>
    /// <param name="sentAt">When it was sent.</param>
    public void Answered(long sentAt)
    {
        if (!_bounded) return;
        var trip = _time.GetElapsedTime(sentAt);
        if (trip < Fast) _window = Math.Min(1000, _window + 1);
        else if (trip < Slow) _window = Math.Min(1000, _window + 1 / _window);
        else if (sentAt >= _cutAt)
        {
            // Once for all that was on its way together.
            _window = Math.Max(1, _window / 2);
            _cutAt = _time.GetTimestamp();
        }
    }
}
