namespace EdgeAgent.Telemetry;

/// <summary>Where measurements and traces go.</summary>
internal sealed record TelemetrySettings
{
    /// <summary>An OpenTelemetry collector; null for none.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>Whether it is spoken to with protobuf over HTTP/1.1 instead of gRPC.</summary>
    public bool OtlpOverHttp { get; init; }

    /// <summary>File with the headers for it, such as a token; null for none.</summary>
    public string? OtlpHeadersFile { get; init; }

    /// <summary>Seconds between two exports of measurements.</summary>
    public int OtlpSeconds { get; init; } = 60;

    /// <summary>Share of the windows that are traced, 0..1.</summary>
    public double TraceRatio { get; init; }
}
