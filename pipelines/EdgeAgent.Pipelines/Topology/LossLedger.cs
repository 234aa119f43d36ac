using System.Globalization;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>Declares frames that were not looked at because the analysis was behind. A box that can't keep up drops some of every second, so what lies within a minute is one record.</summary>
/// <param name="identity">Whose they are.</param>
/// <param name="sink">Takes the records.</param>
internal sealed class LossLedger(StreamIdentity identity, IEventSink sink)
{
    private const int RecordSeconds = 60;

    private StreamTimeline? _timeline;
    private double _framesPerSecond = 1;
    private double _analysedPerSecond = 1;
    private FrameLoss? _open;
    private long _frames;

    /// <summary>An epoch begins.</summary>
    /// <param name="timeline">Its stream time.</param>
    /// <param name="framesPerSecond">Frames a second that come.</param>
    /// <param name="limit">Frames a second that are looked at; 0 for all.</param>
    public void Begin(StreamTimeline timeline, double framesPerSecond, double limit) =>
        (_timeline, _framesPerSecond, _analysedPerSecond) = (timeline, framesPerSecond, limit > 0 ? Math.Min(limit, framesPerSecond) : framesPerSecond);

    /// <summary>Takes a loss.</summary>
    public void Add(FrameLoss loss)
    {
        _open = _open is { } open ? open with { Last = loss.Last } : loss;
        _frames += loss.Frames;
    }

    /// <summary>The stream has come to a position.</summary>
    public void Pass(long position)
    {
        if (_open is { } open && position - open.First >= RecordSeconds * _framesPerSecond) Finish();
    }

    /// <summary>Tells what was not yet told.</summary>
    public void Finish()
    {
        if (_open is not { } open || _timeline is not { } timeline) return;
        sink.Accept(new GapRecord(
            identity.Pipeline, identity.Source, GapCauses.Overrun, timeline.ToUtc(open.First), timeline.ToUtc(open.Last), GapLoss.OfInput(Math.Round(_frames / _analysedPerSecond, 3)),
            string.Create(CultureInfo.InvariantCulture, $"{_frames} of {Math.Max(_frames, Math.Round((open.Last - open.First) * _analysedPerSecond / _framesPerSecond)):0} frames were not looked at because the analysis was behind; lower Frames:RateLimit, or give it a faster model")));
        (_open, _frames) = (null, 0);
    }
}
