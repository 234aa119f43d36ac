using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Statistics;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Benchmarks.Live;

/// <summary>Where the time of live windows goes.</summary>
internal sealed class StageLog(TimeProvider time) : IWindowWatch
{
    private readonly Lock _gate = new();
    private readonly LatencyMeter[] _stages = [new(), new(), new(), new(), new()];

    /// <summary>Names of the stages.</summary>
    public static IReadOnlyList<string> Names { get; } = ["queue", "features", "run", "aggregation", "added"];

    /// <summary>A stage's figures, in the order of <see cref="Names"/>.</summary>
    public LatencyFigures Read(int stage)
    {
        lock (_gate) return _stages[stage].Read();
    }

    /// <inheritdoc/>
    public string? Trace() => null;

    /// <inheritdoc/>
    public void Scored(in WindowTimes times, ModelReference model, string? traceparent)
    {
        var run = time.GetElapsedTime(times.RunBegan, times.RunEnded);
        lock (_gate)
        {
            _stages[0].Add(time.GetElapsedTime(times.Arrived, times.Began) + time.GetElapsedTime(times.Ready, times.RunBegan));
            _stages[1].Add(time.GetElapsedTime(times.Began, times.Ready));
            _stages[2].Add(run);
            _stages[3].Add(time.GetElapsedTime(times.RunEnded, times.Told));
            _stages[4].Add(time.GetElapsedTime(times.Arrived, times.Told) - run);
        }
    }
}
