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
internal sealed record EpochTask(RecordingStream Stream, RecordingEpoch Epoch, long From, long To, RecordingGap? GapBefore)
{
    /// <summary>Whether the whole epoch is owned.</summary>
    public bool IsWhole => From == 0 && To == Epoch.Frames;

    /// <summary>Stream time of the epoch.</summary>
    public StreamTimeline Timeline => new(Epoch.StreamId, Stream.SampleRate, Epoch.Anchors.Select(a => new TimeAnchor(a.Position, a.Utc)));

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
