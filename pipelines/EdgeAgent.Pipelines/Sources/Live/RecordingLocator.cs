using EdgeAgent.Core.Events;
using EdgeAgent.Pipelines.Sources.Recordings;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>Finds positions of an epoch in its files. Files are added by one thread while another one asks; the newest are kept.</summary>
internal sealed class RecordingLocator
{
    /// <summary>Segments kept: an open event reaches back to its onset, seldom further than a file or two.</summary>
    private const int Kept = 64;

    private RecordingSegment[] _segments = [];

    /// <summary>Adds segments whose positions count from a place of the epoch.</summary>
    public void Add(IReadOnlyList<RecordingSegment> segments, long from) =>
        Volatile.Write(ref _segments, [.. Volatile.Read(ref _segments).Concat(segments.Select(s => s with { FirstPosition = s.FirstPosition + from })).TakeLast(Math.Max(Kept, segments.Count))]);

    /// <summary>The place of positions [first, last) in the file that holds the first; null when it is not known any more.</summary>
    public RecordingSpan? Find(long first, long last, int rate)
    {
        var segment = Array.FindLast(Volatile.Read(ref _segments), s => s.FirstPosition <= first);
        return segment is null ? null : new RecordingSpan(segment.Path, Seconds(first), Seconds(last));

        double Seconds(long position) => Math.Round((double)(position - segment.FirstPosition + segment.SkipFrames) / rate, 6);
    }
}
