using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Statistics;

namespace EdgeAgent.Pipelines.Switching;

/// <summary>Measures a model in its place; written by the thread that analyses, read from any.</summary>
internal sealed class ModelMeter
{
    private readonly Lock _lock = new();
    private readonly LatencyMeter _latency = new();
    private double _seconds;
    private double _busy;
    private long _windows;
    private long _errors;
    private long _notFinite;
    private long _events;
    private string? _problem;

    /// <summary>Counts sound heard, and the work that it took.</summary>
    public void AddHeard(double seconds, TimeSpan busy)
    {
        lock (_lock)
        {
            _seconds += seconds;
            _busy += busy.TotalSeconds;
        }
    }

    /// <summary>Counts a window that was scored.</summary>
    /// <param name="latency">From the arrival of its last sample to its scores.</param>
    public void AddWindow(TimeSpan latency)
    {
        lock (_lock)
        {
            _windows++;
            _latency.Add(latency);
        }
    }

    /// <summary>Counts an event that opened.</summary>
    public void AddEvent()
    {
        lock (_lock) _events++;
    }

    /// <summary>Notes what its session failed with.</summary>
    public void Fail(Exception failure)
    {
        lock (_lock)
        {
            // The session itself answers with scores that are no numbers; everything else is its failure.
            if (failure is ModelException) _notFinite++;
            else _errors++;
            _problem = failure.Message;
        }
    }

    /// <summary>What it has measured.</summary>
    public ModelFigures Read(ModelReference model)
    {
        lock (_lock)
        {
            return new ModelFigures(model)
            {
                Seconds = _seconds, BusySeconds = _busy, Windows = _windows, Errors = _errors, NotFinite = _notFinite, Events = _events,
                Latency = _latency.Read(), Problem = _problem,
            };
        }
    }
}
