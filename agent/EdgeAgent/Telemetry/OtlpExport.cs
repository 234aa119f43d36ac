using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace EdgeAgent.Telemetry;

/// <summary>Sends measurements and traces to an OpenTelemetry collector. It works on threads of its own: a collector that is away, slow or hostile costs the agent a bounded queue, and what does not get there is gone.</summary>
internal sealed class OtlpExport : IDisposable
{
    private const int TimeoutMilliseconds = 5000;

    private readonly MeterProvider _meters;
    private readonly TracerProvider? _traces;

    private OtlpExport(MeterProvider meters, TracerProvider? traces) => (_meters, _traces) = (meters, traces);

    /// <summary>Begins to export; null where no collector is configured.</summary>
    /// <param name="settings">Where to.</param>
    /// <param name="device">Name of the box.</param>
    /// <param name="bootId">Names this run of the agent.</param>
    /// <exception cref="IOException">The file of headers can't be read.</exception>
    public static OtlpExport? TryStart(TelemetrySettings settings, string device, string bootId)
    {
        if (settings.OtlpEndpoint is null) return null;
        var headers = settings.OtlpHeadersFile is { } file ? string.Join(',', File.ReadAllLines(file).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')) : null;
        var resource = ResourceBuilder.CreateEmpty().AddService("edge-agent", serviceVersion: Hosting.BuildInfo.Version, serviceInstanceId: device, autoGenerateServiceInstanceId: false)
            .AddAttributes([new("host.name", device), new("edgeagent.boot", bootId)]);
        var meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(AgentMeter.Name).AddMeter("System.Runtime")
            .AddOtlpExporter((exporter, reader) =>
            {
                Point(exporter, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = settings.OtlpSeconds * 1000;
                reader.PeriodicExportingMetricReaderOptions.ExportTimeoutMilliseconds = TimeoutMilliseconds;
            }).Build();
        var traces = settings.TraceRatio <= 0 ? null : Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(WindowTracer.SourceName)
            .SetSampler(new AlwaysOnSampler()).AddOtlpExporter(exporter => Point(exporter, "v1/traces")).Build();
        return new OtlpExport(meters, traces);

        void Point(OtlpExporterOptions exporter, string signal)
        {
            exporter.Protocol = settings.OtlpOverHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
            exporter.Endpoint = settings.OtlpOverHttp ? new Uri(settings.OtlpEndpoint.AbsoluteUri.TrimEnd('/') + "/" + signal) : settings.OtlpEndpoint;
            exporter.TimeoutMilliseconds = TimeoutMilliseconds;
            if (headers is not null) exporter.Headers = headers;
        }
    }

    /// <summary>Sends what is left, for a second at most.</summary>
    public void Dispose()
    {
        _traces?.Shutdown(1000);
        _meters.Shutdown(1000);
        _traces?.Dispose();
        _meters.Dispose();
    }
}
