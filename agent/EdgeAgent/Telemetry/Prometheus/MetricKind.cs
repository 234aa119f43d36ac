namespace EdgeAgent.Telemetry.Prometheus;

/// <summary>What Prometheus takes a metric for.</summary>
internal enum MetricKind
{
    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Counts of values in classes.</summary>
    Histogram,
}
