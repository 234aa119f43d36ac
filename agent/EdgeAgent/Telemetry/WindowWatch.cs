using System.Diagnostics.Metrics;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Statistics;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Telemetry;

/// <summary>Where the time of one pipeline's windows goes: percentiles for health and status, a histogram where somebody listens, a trace of a sample of them.</summary>
/// <param name="pipeline">The pipeline.</param>
/// <param name="latency">Takes the latency of each window while somebody listens.</param>
/// <param name="run">Takes the length of each run while somebody listens.</param>
/// <param name="tracer">Traces a sample; null for none.</param>
/// <param name="time">The clock of the timestamps.</param>
internal sealed class WindowWatch(string pipeline, Histogram<double> latency, Histogram<double> run, WindowTracer? tracer, TimeProvider time) : IWindowWatch
{
    private readonly Lock _gate = new();
    private readonly LatencyMeter _queue = new();
    private readonly LatencyMeter _features = new();
    private readonly LatencyMeter _run = new();
    private readonly LatencyMeter _aggregation = new();
    private readonly LatencyMeter _added = new();
    private readonly KeyValuePair<string, object?>[] _tags = [new("pipeline", pipeline)];

    /// <summary>What was measured so far; null before a window.</summary>
    public LatencyBreakdown? Read()
    {
        lock (_gate)
        {
            var added = _added.Read();
            return added.Count == 0 ? null : new LatencyBreakdown(_queue.Read(), _features.Read(), _run.Read(), _aggregation.Read(), added);
        }
    }

    /// <inheritdoc/>
    public string? Trace() => tracer?.Sample();

    /// <inheritdoc/>
    public void Scored(in WindowTimes times, ModelReference model, string? traceparent)
    {
        var total = time.GetElapsedTime(times.Arrived, times.Told);
        var running = time.GetElapsedTime(times.RunBegan, times.RunEnded);
        lock (_gate)
        {
            _queue.Add(time.GetElapsedTime(times.Arrived, times.Began) + time.GetElapsedTime(times.Ready, times.RunBegan));
            _features.Add(time.GetElapsedTime(times.Began, times.Ready));
            _run.Add(running);
            _aggregation.Add(time.GetElapsedTime(times.RunEnded, times.Told));
            _added.Add(total - running);
        }

        if (latency.Enabled) latency.Record(total.TotalSeconds, _tags);
        if (run.Enabled) run.Record(running.TotalSeconds, _tags);
        if (traceparent is not null) tracer!.Tell(times, pipeline, model, traceparent);
    }
}
