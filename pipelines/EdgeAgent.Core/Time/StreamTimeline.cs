namespace EdgeAgent.Core.Time;

/// <summary>Stream time of one epoch: positions at a rate, mapped to UTC by anchors in ascending position order.</summary>
public sealed class StreamTimeline
{
    private TimeAnchor[] _anchors;

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

    /// <summary>Adds an anchor behind all others, while the epoch goes on. Positions before it keep their times.</summary>
    public void Add(TimeAnchor anchor)
    {
        var anchors = _anchors;
        if (anchors.Length > 0 && anchor.Position <= anchors[^1].Position) throw new ArgumentException("anchors must ascend by position", nameof(anchor));
        Volatile.Write(ref _anchors, [.. anchors, anchor]);
    }

    /// <summary>The UTC time of a position, or null when the stream has relative time only.</summary>
    /// <remarks>The last anchor at or before the position counts, at the nominal rate; before the first anchor the first one counts.</remarks>
    public DateTimeOffset? ToUtc(long position)
    {
        var anchors = Volatile.Read(ref _anchors);
        if (anchors.Length == 0) return null;
        var low = 0;
        var high = anchors.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (anchors[middle].Position <= position) low = middle;
            else high = middle - 1;
        }

        var anchor = anchors[low];
        return anchor.Utc + Duration(position - anchor.Position);
    }

    /// <summary>The time that a number of sample frames lasts at the nominal rate.</summary>
    public TimeSpan Duration(long frames) =>
        TimeSpan.FromTicks((frames / Rate * TimeSpan.TicksPerSecond) + (long)Math.Round((double)(frames % Rate) * TimeSpan.TicksPerSecond / Rate));
}
