namespace EdgeAgent.Pipelines.Sources;

/// <summary>Holds a recording back to a multiple of its own speed, against a monotonic clock.</summary>
/// <param name="time">The clock.</param>
/// <param name="rate">Sample frames per second.</param>
/// <param name="speed">1 is real time; +∞ does not wait.</param>
internal sealed class Pacer(TimeProvider time, int rate, double speed)
{
    private long _started = -1;

    /// <summary>Whether it never waits.</summary>
    public bool IsOff => double.IsPositiveInfinity(speed);

    /// <summary>Sample frames to send at once: at most 50 ms of what the speed allows.</summary>
    public int Block => IsOff ? int.MaxValue : (int)Math.Max(1, Math.Min(int.MaxValue, rate * speed / 20));

    /// <summary>Waits until a position may be sent. The schedule is absolute, so that late wake-ups do not add up.</summary>
    public async ValueTask WaitAsync(long position, CancellationToken cancellation)
    {
        if (IsOff) return;
        if (_started < 0) _started = time.GetTimestamp();
        var due = TimeSpan.FromSeconds(position / (rate * speed));
        var wait = due - time.GetElapsedTime(_started);
        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellation).ConfigureAwait(false);
    }
}
