using EdgeAgent.Core.Events;
using EdgeAgent.Pipelines.Topology;
using EdgeAgent.Pipelines.Windows;

namespace EdgeAgent.Pipelines.Switching;

/// <summary>A model of a place at work in one epoch.</summary>
internal sealed class PlaceRun : IDisposable
{
    /// <summary>Sample frames given at once, as they come from the pump.</summary>
    public const int BlockFrames = 4096;

    private readonly EpochContext _context;
    private readonly ModelMeter _meter;
    private readonly long _start;
    private readonly long _from;
    private long _until = long.MaxValue;

    private PlaceRun(ModelSeat seat, EpochRunner runner, EpochContext context, long start, long from)
    {
        (Seat, Runner, _context, _start, _from) = (seat, runner, context, start, from);
        _meter = seat.Meter;
    }

    /// <summary>The model.</summary>
    public ModelSeat Seat { get; }

    /// <summary>Its work.</summary>
    public EpochRunner Runner { get; }

    /// <summary>Lets a model come in at a position; <see cref="CatchUp"/> gives it what is remembered of the time before.</summary>
    /// <param name="seat">The model; open.</param>
    /// <param name="context">The epoch.</param>
    /// <param name="from">Where its cells begin.</param>
    /// <param name="heard">Where the samples end that were heard by now; it may come in later.</param>
    /// <param name="sink">Takes its events; null for nobody.</param>
    /// <param name="scores">Takes its scores.</param>
    /// <param name="held">Whether its scores wait.</param>
    /// <param name="continuation">Events that its own may continue.</param>
    public static PlaceRun Enter(ModelSeat seat, EpochContext context, long from, long heard, IEventSink? sink, IScoreSink? scores, bool held = false, Continuation? continuation = null)
    {
        var timeline = context.Timeline;
        var start = from == 0 ? 0 : WarmUp.Of(seat.Runner.Package.Manifest.Input, timeline.Rate).Start(Math.Min(from, heard));
        var entry = new EpochEntry { Start = start, From = from, Held = held, Continuation = continuation, Meter = seat.Meter, Scores = scores, Time = context.Time, Overload = context.Overload, Timing = sink is null ? null : context.Timing };
        var runner = new EpochRunner(seat.Runner, context.Executor, timeline, context.Identity, new CountingSink(seat.Meter, sink), AnalysedRange.Whole, context.Prompt, entry);
        return new PlaceRun(seat, runner, context, start, from);
    }

    /// <summary>Gives it what the history holds, up to a position; the caller pushes what follows.</summary>
    public void CatchUp(SampleHistory history, long to)
    {
        for (var at = _start; at < to;)
        {
            var part = history.Read(at, Math.Min(to, at + BlockFrames));
            at += part.Length;
            Push(part, at);
        }
    }

    /// <summary>Gives it the samples that end at a position.</summary>
    public void Push(ReadOnlySpan<float> samples, long end)
    {
        var started = _context.Time.GetTimestamp();
        Runner.Push(samples);
        // What it only warms up with, or finishes with, is work, but not its time.
        var heard = Math.Max(0, Math.Min(end, _until) - Math.Max(end - samples.Length, _from));
        _meter.AddHeard((double)heard / _context.Timeline.Rate, _context.Time.GetElapsedTime(started));
    }

    /// <summary>Lets its cells end at a position.</summary>
    public void EndAt(long position)
    {
        _until = position;
        Runner.EndAt(position);
    }

    /// <summary>Takes <see cref="EndAt"/> back.</summary>
    public void GoOn()
    {
        _until = long.MaxValue;
        Runner.GoOn();
    }

    /// <inheritdoc/>
    public void Dispose() => Runner.Dispose();
}
