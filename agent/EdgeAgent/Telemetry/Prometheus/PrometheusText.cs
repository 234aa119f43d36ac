using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using EdgeAgent.Core.Control;

namespace EdgeAgent.Telemetry.Prometheus;

/// <summary>The measurements of some meters as text for Prometheus, format 0.0.4. Histograms and counters are added up as they come; what is observed is read when somebody asks.</summary>
internal sealed class PrometheusText : IMetricsText, IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, MetricFamily> _families = new();
    private readonly Lock _gate = new();
    private long _look;

    /// <summary>Makes the text of some meters; nothing is listened to before <see cref="Start"/>.</summary>
    /// <param name="meters">Names of the meters.</param>
    public PrometheusText(IReadOnlyCollection<string> meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (meters.Contains(instrument.Meter.Name)) listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument, static i => new MetricFamily(i)));
        };
        _listener.MeasurementsCompleted = (instrument, _) => _families.TryRemove(instrument, out MetricFamily? _);
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => Add(family, value, tags));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, family) => Add(family, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => Add(family, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, family) => Add(family, value, tags));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, family) => Add(family, value, tags));
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, family) => Add(family, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, family) => Add(family, (double)value, tags));
    }

    /// <summary>Begins to listen.</summary>
    public void Start() => _listener.Start();

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        // One look at a time: what is observed belongs to the look that asked for it.
        lock (_gate)
        {
            _look++;
            _listener.RecordObservableInstruments();
            var text = new PrometheusLines(output);
            // Two instruments of one name would be two heads, which nobody reads.
            foreach (var family in _families.Values.DistinctBy(f => f.Name).OrderBy(f => f.Name, StringComparer.Ordinal)) family.Write(text, _look);
            if (_families.Values.Sum(f => f.TurnedAway) is > 0 and var lost)
            {
                text.Head("edgeagent_metrics_dropped_total", "Values of series that were one too many for their metric.", MetricKind.Counter);
                text.Line("edgeagent_metrics_dropped_total", [], lost);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Add(object? family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => ((MetricFamily)family!).Add(value, tags, _look);
}
