using EdgeAgent.Core.Events;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Benchmarks.Live;

/// <summary>How long windows took from the arrival of their last sample until their scores were told; every one is kept, because few of them are slow.</summary>
internal sealed class DelayLog(TimeProvider time) : IWindowWatch
{
    private readonly Lock _gate = new();
    private readonly List<double> _seconds = new(4096);

    /// <summary>The 99th percentile, seconds; 0 before the first window.</summary>
    public double P99
    {
        get
        {
            lock (_gate)
            {
                if (_seconds.Count == 0) return 0;
                _seconds.Sort();
                return _seconds[Math.Min(_seconds.Count - 1, (int)(_seconds.Count * 0.99))];
            }
        }
    }

    /// <inheritdoc/>
    public string? Trace() => null;

    /// <inheritdoc/>
    public void Scored(in WindowTimes times, ModelReference model, string? traceparent)
    {
        var took = time.GetElapsedTime(times.Arrived, times.Told).TotalSeconds;
        lock (_gate) _seconds.Add(took);
    }
}
