using System.Diagnostics.Metrics;

namespace EdgeAgent.Telemetry;

/// <summary>The agent's instruments: names and units are stable, and listed in docs/metrics.md.</summary>
internal sealed class AgentMeter : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "EdgeAgent";

    /// <summary>Upper ends of the latency histograms' classes, seconds.</summary>
    public static readonly double[] LatencyBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Meter _meter = new(Name, Hosting.BuildInfo.Version);

    /// <summary>Makes the instruments that are recorded; those that are read come with <see cref="Observe"/>.</summary>
    public AgentMeter()
    {
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = LatencyBuckets };
        Latency = _meter.CreateHistogram("edgeagent.window.latency", "s", "From the arrival of the last sample that a window needs to its events, the model's run included.", tags: null, advice);
        Run = _meter.CreateHistogram("edgeagent.window.run", "s", "Length of the model's run that a window was in.", tags: null, advice);
    }

    /// <summary>Latency of each window, by pipeline.</summary>
    public Histogram<double> Latency { get; }

    /// <summary>Length of each run, by pipeline.</summary>
    public Histogram<double> Run { get; }

    /// <summary>Adds the instruments that read what the agent counts anyway.</summary>
    /// <param name="read">Reads it; called once for each instrument, so that it should remember what it has just read.</param>
    public void Observe(Func<AgentReadings> read)
    {
        foreach (var instrument in AgentInstruments.All)
        {
            IEnumerable<Measurement<double>> Measure() => instrument.Read(read());
            if (instrument.IsTotal) _meter.CreateObservableCounter(instrument.Name, Measure, instrument.Unit, instrument.Description);
            else _meter.CreateObservableGauge(instrument.Name, Measure, instrument.Unit, instrument.Description);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
