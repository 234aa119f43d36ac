using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Sources.Recordings;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>A recording that is to be analysed, with the epochs that are left of it.</summary>
/// <param name="Stamp">The file.</param>
/// <param name="Info">What it is.</param>
/// <param name="Epochs">Its epochs, or what an earlier run left of them.</param>
/// <param name="EpochCount">Epochs of the whole file.</param>
/// <param name="IsRest">Whether an earlier run has analysed its beginning.</param>
internal sealed record DirectoryFile(FileStamp Stamp, RecordingInfo Info, Queue<RecordingEpoch> Epochs, int EpochCount, bool IsRest)
{
    /// <summary>Plans a file by itself.</summary>
    /// <param name="stamp">The file.</param>
    /// <param name="info">What it is.</param>
    /// <param name="analysed">Sample frames that an earlier run has analysed.</param>
    public static DirectoryFile Of(FileStamp stamp, RecordingInfo info, long analysed)
    {
        var epochs = RecordingPlanner.Plan([info], new RecordingPlanOptions()).Streams[0].Epochs;
        return new DirectoryFile(stamp, info, new Queue<RecordingEpoch>(epochs.Select(e => After(e, analysed, info.SampleRate)).OfType<RecordingEpoch>()), epochs.Count, analysed > 0);
    }

    /// <summary>Whether another file goes on where this one ends.</summary>
    public bool IsFollowedBy(DirectoryFile next)
    {
        if (next.IsRest || !(next.Info.Start > Info.Start)) return false;
        var both = RecordingPlanner.Plan([Info, next.Info], new RecordingPlanOptions());
        return both.Problems.Count == 0 && both.Streams.Count == 1 && both.Streams[0].Epochs.Count == EpochCount + next.EpochCount - 1;
    }

    /// <summary>The timeline of an epoch.</summary>
    public StreamTimeline Timeline(RecordingEpoch epoch) => new(epoch.StreamId, Info.SampleRate, epoch.Anchors.Select(a => new TimeAnchor(a.Position, a.Utc)));

    // What follows a place of the file, as an epoch of its own.
    private static RecordingEpoch? After(RecordingEpoch epoch, long place, int rate)
    {
        if (place == 0) return epoch;
        var rest = epoch.Segments.Where(s => s.SkipFrames + s.Frames > place)
            .Select(s => s.SkipFrames >= place ? s : s with { FirstPosition = s.FirstPosition + place - s.SkipFrames, Frames = s.Frames - (place - s.SkipFrames), SkipFrames = place }).ToArray();
        if (rest.Length == 0) return null;
        var start = rest[0].FirstPosition;
        if (start == 0) return epoch;
        var timeline = new StreamTimeline(epoch.StreamId, rate, epoch.Anchors.Select(a => new TimeAnchor(a.Position, a.Utc)));
        var utc = timeline.ToUtc(start);
        return new RecordingEpoch(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{epoch.StreamId}+{start}"),
            utc,
            [.. rest.Select(s => s with { FirstPosition = s.FirstPosition - start })],
            utc is null ? [] : [new RecordingAnchor(0, utc.Value), .. epoch.Anchors.Where(a => a.Position > start).Select(a => a with { Position = a.Position - start })]);
    }
}
