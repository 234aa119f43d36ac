using System.Diagnostics;
using EdgeAgent.Core.Events;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Telemetry;

/// <summary>Traces a share of the windows: a span for the window, and within it its wait, its features, its run and its aggregation. The window's events carry the trace, and so do the messages they are sent in.</summary>
/// <remarks>The spans are made when the window is done, of the times that are measured anyway: a window that is not traced costs one addition.</remarks>
internal sealed class WindowTracer : IDisposable
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "EdgeAgent";

    private readonly ActivitySource _source = new(SourceName);
    private readonly double _ratio;
    private readonly TimeProvider _time;
    private double _due;

    /// <param name="ratio">Share of the windows, 0..1.</param>
    /// <param name="time">The clock of the timestamps.</param>
    public WindowTracer(double ratio, TimeProvider time) => (_ratio, _time) = (ratio, time);

    /// <summary>The trace context of the next window; null for most. Called by several pipelines at once.</summary>
    public string? Sample()
    {
        // Races between pipelines move a sample from one window to the next, no more.
        var due = _due + _ratio;
        if (due < 1)
        {
            _due = due;
            return null;
        }

        _due = due - 1;
        return _source.HasListeners() ? $"00-{ActivityTraceId.CreateRandom().ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-01" : null;
    }

    /// <summary>Makes the spans of a window.</summary>
    public void Tell(in WindowTimes times, string pipeline, ModelReference model, string traceparent)
    {
        if (!ActivityContext.TryParse(traceparent, null, out var context)) return;
        var (now, utc) = (_time.GetTimestamp(), _time.GetUtcNow().UtcDateTime);
        // The window's own span is a child of the context that its events carry, as theirs are that follow from them.
        using var window = Start("window", times.Arrived, context);
        if (window is null) return;
        window.SetTag("edgeagent.pipeline", pipeline).SetTag("edgeagent.model", model.Name).SetTag("edgeagent.model.version", model.Version).SetTag("edgeagent.model.variant", model.Variant);
        Part("queue", times.Arrived, times.Began);
        Part("features", times.Began, times.Ready);
        Part("run", times.RunBegan, times.RunEnded);
        Part("aggregate", times.RunEnded, times.Told);
        window.SetEndTime(At(times.Told));

        void Part(string name, long from, long to)
        {
            using var part = Start(name, from, window.Context);
            part?.SetEndTime(At(to));
        }

        Activity? Start(string name, long from, ActivityContext parent) => _source.StartActivity(name, ActivityKind.Internal, parent, tags: null, links: null, startTime: At(from));

        DateTime At(long timestamp) => utc - _time.GetElapsedTime(timestamp, now);
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
