using System.Globalization;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Sources.Recordings;

namespace EdgeAgent.Replay;

/// <summary>One epoch of a replay, or the owned part of it.</summary>
/// <param name="Stream">The recorder that it belongs to.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="From">First owned position.</param>
/// <param name="To">End of the owned positions, exclusive.</param>
/// <param name="GapBefore">The hole before the epoch, declared with it; null when there is none or another shard declares it.</param>
/// <param name="EndsInGap">Whether a hole follows the epoch.</param>
internal sealed record EpochTask(RecordingStream Stream, RecordingEpoch Epoch, long From, long To, RecordingGap? GapBefore, bool EndsInGap)
{
    /// <summary>Whether the whole epoch is owned.</summary>
    public bool IsWhole => From == 0 && To == Epoch.Frames;

    /// <summary>Stream time of the epoch.</summary>
    public StreamTimeline Timeline => new(Epoch.StreamId, Stream.SampleRate, Epoch.Anchors.Select(a => new TimeAnchor(a.Position, a.Utc)));

    /// <summary>The task of what follows a file that broke: the next files as an epoch of their own. Null when there are none, or another shard owns them.</summary>
    /// <param name="broken">Position at which it broke.</param>
    public EpochTask? After(long broken)
    {
        var rest = Epoch.Segments.SkipWhile(s => s.FirstPosition + s.Frames <= broken).Skip(1).ToArray();
        if (rest.Length == 0 || To <= rest[0].FirstPosition) return null;
        var start = rest[0].FirstPosition;
        var utc = Timeline.ToUtc(start);
        var epoch = new RecordingEpoch(
            string.Create(CultureInfo.InvariantCulture, $"{Epoch.StreamId}+{start}"),
            utc,
            [.. rest.Select(s => s with { FirstPosition = s.FirstPosition - start })],
            utc is null ? [] : [new RecordingAnchor(0, utc.Value), .. Epoch.Anchors.Where(a => a.Position > start).Select(a => a with { Position = a.Position - start })]);
        return this with { Epoch = epoch, From = Math.Max(0, From - start), To = To - start, GapBefore = null };
    }

    /// <summary>What is lost when the epoch breaks at a position: the rest of the file that holds it.</summary>
    public (RecordingSegment File, long From, long To) Lost(long broken)
    {
        var file = Epoch.Segments.FirstOrDefault(s => s.FirstPosition + s.Frames > broken) ?? Epoch.Segments[^1];
        return (file, Math.Max(broken, file.FirstPosition), file.FirstPosition + file.Frames);
    }

    /// <summary>Finds positions in the recording that holds the onset.</summary>
    public RecordingSpan? Locate(long first, long last)
    {
        var segments = Epoch.Segments;
        var low = 0;
        var high = segments.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (segments[middle].FirstPosition <= first) low = middle;
            else high = middle - 1;
        }

        var segment = segments[low];
        return new RecordingSpan(segment.Path, Seconds(first), Seconds(last));

        double Seconds(long position) => Math.Round((double)(position - segment.FirstPosition + segment.SkipFrames) / Stream.SampleRate, 6);
    }
}
