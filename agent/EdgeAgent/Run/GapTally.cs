using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;

namespace EdgeAgent.Run;

/// <summary>Counts the gaps that pass to a sink, by cause. A gap that is told when it is noticed, and again with its length, is one.</summary>
internal sealed class GapTally
{
    private const string SkippedCause = "overload";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The gaps so far, by cause.</summary>
    public IReadOnlyList<GapFigures> Read()
    {
        lock (_gate) return [.. _entries.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => new GapFigures(e.Key, e.Value.Count, Math.Round(e.Value.Seconds, 3)))];
    }

    /// <summary>A sink that counts what it gives on.</summary>
    public IEventSink Before(IEventSink sink) => new Counted(this, sink);

    private void Add(GapRecord gap)
    {
        // A change of model, or of the step on the overload ladder, loses no sound; what it does lose has records of its own.
        if (gap.Swap is not null || (gap.Cause == SkippedCause && gap.Lost?.Seconds == 0)) return;
        lock (_gate)
        {
            if (!_entries.TryGetValue(gap.Cause, out var entry)) _entries.Add(gap.Cause, entry = new Entry());
            if (gap.From is null || gap.From != entry.Open) entry.Count++;
            entry.Open = gap.To is null ? gap.From : null;
            entry.Seconds += gap.Lost?.Seconds ?? 0;
        }
    }

    private sealed class Entry
    {
        public long Count { get; set; }

        public double Seconds { get; set; }

        public DateTimeOffset? Open { get; set; }
    }

    private sealed class Counted(GapTally tally, IEventSink sink) : IEventSink
    {
        /// <inheritdoc/>
        public void Accept(DetectionEvent detection) => sink.Accept(detection);

        /// <inheritdoc/>
        public void Accept(GapRecord gap)
        {
            tally.Add(gap);
            sink.Accept(gap);
        }
    }
}
