namespace EdgeAgent.Core.Time;

/// <summary>Stream time of one epoch: positions at a rate, mapped to UTC by anchors in ascending position order.</summary>
/// <remarks>Anchors come from one thread; times may be read from any.</remarks>
public sealed class StreamTimeline
{
    /// <summary>
    /// Anchors that an epoch of months keeps: a week of one every ten minutes. Positions before the oldest follow the oldest;
    /// events are composed minutes behind the sound, never days.
    /// </summary>
    private const int Kept = 1024;

    private TimeAnchor[] _anchors;
    private bool _isRead;

    /// <summary>Makes the timeline of one epoch.</summary>
    /// <param name="streamId">The epoch's name, unique per pipeline.</param>
    /// <param name="rate">Sample frames per second, ≥ 1.</param>
    /// <param name="anchors">Known pairs of position and UTC, ascending by position; empty for relative time.</param>
    public StreamTimeline(string streamId, int rate, params IEnumerable<TimeAnchor> anchors)
    {
        ArgumentException.ThrowIfNullOrEmpty(streamId);
        ArgumentOutOfRangeException.ThrowIfLessThan(rate, 1);
        StreamId = streamId;
        Rate = rate;
        _anchors = [.. anchors];
        for (var i = 1; i < _anchors.Length; i++)
            if (_anchors[i].Position <= _anchors[i - 1].Position)
                throw new ArgumentException("anchors must ascend by position", nameof(anchors));
    }

    /// <summary>The epoch's name (<c>stream.id</c> of its events).</summary>
    public string StreamId { get; }

    /// <summary>Sample frames per second.</summary>
    public int Rate { get; }

    /// <summary>Whether a time was asked for since there were anchors: from then on the times of positions that were heard stay as they are.</summary>
    public bool IsRead => Volatile.Read(ref _isRead);

    /// <summary>Adds an anchor behind all others, while the epoch goes on. Positions before it keep their times.</summary>
    public void Add(TimeAnchor anchor)
    {
        var anchors = _anchors;
        if (anchors.Length > 0 && anchor.Position <= anchors[^1].Position) throw new ArgumentException("anchors must ascend by position", nameof(anchor));
        Volatile.Write(ref _anchors, [.. anchors, anchor]);
    }

    /// <summary>
    /// Puts an anchor in the place of all at its position or behind it. Positions before it keep their times, unless it becomes the first.
    /// The caller knows that nobody has asked for a later position yet.
    /// </summary>
    public void Replace(TimeAnchor anchor)
    {
        var anchors = _anchors.AsSpan();
        while (anchors.Length > 0 && anchors[^1].Position >= anchor.Position) anchors = anchors[..^1];
        if (anchors.Length >= Kept) anchors = anchors[^(Kept - 1)..];
        Volatile.Write(ref _anchors, [.. anchors, anchor]);
    }

    /// <summary>The UTC time of a position, or null when the stream has relative time only.</summary>
    /// <remarks>The last anchor at or before the position counts, at its rate; before the first anchor the first one counts.</remarks>
    public DateTimeOffset? ToUtc(long position)
    {
        var anchors = ForReading();
        return anchors.Length == 0 ? null : At(anchors[IndexOf(anchors, position)], position);
    }

    /// <summary>The UTC time at which a stretch ends, by the clock that dated its start: where the clock was set in between, the time before that counts on.</summary>
    /// <param name="first">Where the stretch begins.</param>
    /// <param name="last">Where it ends.</param>
    /// <returns>Null when the stream has relative time only.</returns>
    public DateTimeOffset? EndToUtc(long first, long last)
    {
        var anchors = ForReading();
        if (anchors.Length == 0) return null;
        var index = IndexOf(anchors, first);
        for (var end = IndexOf(anchors, last); index < end && !anchors[index + 1].IsStep;) index++;
        return At(anchors[index], last);
    }

    /// <summary>State of the clock behind a position's time, or null when none is known.</summary>
    public ClockState? ClockAt(long position)
    {
        var anchors = ForReading();
        return anchors.Length == 0 ? null : anchors[IndexOf(anchors, position)].Clock;
    }

    /// <summary>The time that a number of sample frames lasts at the nominal rate.</summary>
    public TimeSpan Duration(long frames) =>
        TimeSpan.FromTicks((frames / Rate * TimeSpan.TicksPerSecond) + (long)Math.Round((double)(frames % Rate) * TimeSpan.TicksPerSecond / Rate));

    /// <summary>The time that a number of sample frames lasts where the source is so many parts per million fast.</summary>
    internal TimeSpan Duration(long frames, double ppm)
    {
        var nominal = Duration(frames);
        return ppm == 0 ? nominal : TimeSpan.FromTicks(nominal.Ticks - (long)Math.Round(nominal.Ticks * (ppm / (1e6 + ppm))));
    }

    /// <summary>The time of a position as <see cref="ToUtc"/> would give it, for whoever takes the anchors; no sign that somebody relies on it.</summary>
    internal DateTimeOffset Foresee(long position) => At(_anchors[IndexOf(_anchors, position)], position);

    private static int IndexOf(TimeAnchor[] anchors, long position)
    {
        var low = 0;
        var high = anchors.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (anchors[middle].Position <= position) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    private TimeAnchor[] ForReading()
    {
        var anchors = Volatile.Read(ref _anchors);
        if (anchors.Length > 0 && !_isRead) Volatile.Write(ref _isRead, true);
        return anchors;
    }

    private DateTimeOffset At(in TimeAnchor anchor, long position) => anchor.Utc + Duration(position - anchor.Position, anchor.Ppm);
}
