using EdgeAgent.Core.Control;
using EdgeAgent.Run;
using EdgeAgent.Telemetry.Prometheus;

namespace EdgeAgent.Telemetry;

/// <summary>The agent's measurements: made by <see cref="AgentMeter"/>, given as text to who asks, and sent to a collector where one is configured.</summary>
internal sealed class AgentTelemetry : IDisposable
{
    // Many instruments are read for one answer.
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(250);

    private readonly TelemetrySettings _settings;
    private readonly TimeProvider _time;
    private readonly AgentMeter _meter = new();
    private readonly PrometheusText _text = new([AgentMeter.Name, "System.Runtime"]);
    private readonly WindowTracer? _tracer;
    private readonly Lock _gate = new();
    private OtlpExport? _export;
    private AgentReadings? _readings;
    private long _readAt;

    /// <summary>Makes what pipelines are given; nothing is measured yet.</summary>
    public AgentTelemetry(TelemetrySettings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        if (settings.TraceRatio > 0) _tracer = new WindowTracer(settings.TraceRatio, time);
    }

    /// <summary>The measurements as text.</summary>
    public IMetricsText Text => _text;

    /// <summary>The watch of a pipeline's windows.</summary>
    public WindowWatch Watch(string pipeline) => new(pipeline, _meter.Latency, _meter.Run, _tracer, _time);

    /// <summary>Begins to measure the running agent.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="delivery">Store and link.</param>
    /// <param name="device">Name of the box.</param>
    /// <param name="bootId">Names this run.</param>
    /// <param name="note">Told when nothing can be exported.</param>
    public void Start(IAgentView agent, EventDelivery delivery, string device, string bootId, Action<string> note)
    {
        _meter.Observe(() => Read(agent, delivery));
        _text.Start();
        try
        {
            _export = OtlpExport.TryStart(_settings, device, bootId);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            note($"warning: measurements are not sent to {_settings.OtlpEndpoint}: {error.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _export?.Dispose();
        _text.Dispose();
        _tracer?.Dispose();
        _meter.Dispose();
    }

    private AgentReadings Read(IAgentView agent, EventDelivery delivery)
    {
        lock (_gate)
        {
            if (_readings is { } fresh && _time.GetElapsedTime(_readAt) < Fresh) return fresh;
            _readings = new AgentReadings(agent.Snapshot(), delivery.Store, delivery.Publisher);
            _readAt = _time.GetTimestamp();
            return _readings;
        }
    }
}
