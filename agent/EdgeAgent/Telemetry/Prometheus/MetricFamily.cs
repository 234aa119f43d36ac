using System.Diagnostics.Metrics;

namespace EdgeAgent.Telemetry.Prometheus;

/// <summary>What one instrument has measured. Thread-safe; recording a value of known labels allocates nothing.</summary>
internal sealed class MetricFamily
{
    /// <summary>Series of one instrument at most: labels that grow without end (an error text) must not take the box's memory.</summary>
    public const int MostSeries = 1000;

    private readonly Lock _gate = new();
    private readonly List<MetricSeries> _series = [];
    private readonly double[] _bounds = [];
    private readonly bool _isObserved;
    private long _turnedAway;

    /// <summary>The family of an instrument.</summary>
    public MetricFamily(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        _isObserved = instrument.IsObservable;
        Kind = type == typeof(Histogram<>) ? MetricKind.Histogram
            : type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter : MetricKind.Gauge;
        if (Kind == MetricKind.Histogram) _bounds = [.. (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? AgentMeter.LatencyBuckets];
        Name = PrometheusNames.OfMetric(instrument.Name, instrument.Unit, Kind == MetricKind.Counter);
        Help = instrument.Description ?? instrument.Name;
        IsSum = type == typeof(Counter<>) || type == typeof(UpDownCounter<>);
    }

    /// <summary>Its name as Prometheus has it.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public string Help { get; }

    /// <summary>What Prometheus takes it for.</summary>
    public MetricKind Kind { get; }

    /// <summary>Values turned away because there were too many series.</summary>
    public long TurnedAway => Volatile.Read(ref _turnedAway);

    private bool IsSum { get; }

    /// <summary>Takes a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="tags">Its labels.</param>
    /// <param name="look">Number of the look at which it is told.</param>
    public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, long look)
    {
        lock (_gate)
        {
            if (Find(tags) is not { } series)
            {
                _turnedAway++;
                return;
            }

            series.Seen = look;
            series.Value = Kind == MetricKind.Histogram || IsSum ? series.Value + value : value;
            if (Kind == MetricKind.Histogram) series.Counts[ClassOf(value)]++;
        }
    }

    /// <summary>Writes it.</summary>
    /// <param name="text">Takes it.</param>
    /// <param name="look">Number of the present look.</param>
    public void Write(PrometheusLines text, long look)
    {
        lock (_gate)
        {
            if (_isObserved) _series.RemoveAll(series => series.Seen != look);
            if (_series.Count == 0) return;
            text.Head(Name, Help, Kind);
            foreach (var series in _series)
            {
                if (Kind == MetricKind.Histogram) text.Histogram(Name, series, _bounds);
                else text.Line(Name, series.Tags, series.Value);
            }
        }
    }

    private MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var series in _series)
            if (series.Has(tags)) return series;
        if (_series.Count >= MostSeries) return null;
        var added = new MetricSeries(tags.ToArray(), Kind == MetricKind.Histogram ? _bounds.Length + 1 : 0);
        _series.Add(added);
        return added;
    }

    // A value at a bound belongs to the class below it: "le".
    private int ClassOf(double value)
    {
        var index = 0;
        while (index < _bounds.Length && value > _bounds[index]) index++;
        return index;
    }
}
