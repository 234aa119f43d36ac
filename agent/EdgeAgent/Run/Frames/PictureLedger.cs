using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Frames;

namespace EdgeAgent.Run.Frames;

/// <summary>Declares what is wrong with a camera's picture as gap records: when it is noticed, and again with its length when it is over.</summary>
/// <param name="pipeline">The pipeline.</param>
/// <param name="source">Its camera.</param>
/// <param name="sink">Takes the records.</param>
/// <remarks>On the thread that analyses.</remarks>
internal sealed class PictureLedger(string pipeline, string source, IEventSink sink)
{
    private (VideoState State, DateTimeOffset? From, string Sentence)? _open;
    private StreamTimeline? _timeline;

    /// <summary>An epoch begins.</summary>
    public void Begin(StreamTimeline timeline) => _timeline = timeline;

    /// <summary>The picture looks otherwise.</summary>
    public void Tell(PictureChange change)
    {
        // What began before this epoch is dated by its start.
        var at = _timeline?.ToUtc(Math.Max(0, change.From));
        if (_open is { } before)
        {
            // Of a black or frozen picture nothing can be seen; the others were looked at.
            var isBlind = before.State is VideoState.Black or VideoState.Frozen;
            var seconds = at - before.From is { Ticks: > 0 } length ? length.TotalSeconds : 0;
            sink.Accept(new GapRecord(pipeline, source, Cause(before.State), before.From, at, GapLoss.OfInput(isBlind ? Math.Round(seconds, 3) : 0), before.Sentence));
            _open = null;
        }

        if (change.State == VideoState.Ok) return;
        _open = (change.State, at, change.Sentence);
        sink.Accept(new GapRecord(pipeline, source, Cause(change.State), at, null, null, change.Sentence));
    }

    private static string Cause(VideoState state) => $"picture-{state.ToString().ToLowerInvariant()}";
}
