using EdgeAgent.Telemetry;

namespace EdgeAgent.Configuration;

/// <summary>Reads the section Telemetry.</summary>
internal static class TelemetryReader
{
    private const string EndpointKey = "OtlpEndpoint";

    /// <summary>Reads the section.</summary>
    /// <param name="root">The whole configuration.</param>
    public static TelemetrySettings Read(ConfigSection root)
    {
        var telemetry = root.Section("Telemetry");
        var endpoint = telemetry.Text(EndpointKey, null, "OpenTelemetry collector that measurements and traces are sent to, such as http://127.0.0.1:4317; where it is away, nothing waits for it.");
        var address = Uri.TryCreate(endpoint, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" ? parsed : null;
        if (endpoint is not null && address is null) telemetry.Problem(EndpointKey, $"'{endpoint}' is no http:// or https:// address");
        if (address is { UserInfo.Length: > 0 }) telemetry.Problem(EndpointKey, "holds a password; put the header that the collector asks for into OtlpHeadersFile");
        var settings = new TelemetrySettings
        {
            OtlpEndpoint = address,
            OtlpOverHttp = telemetry.Choice("OtlpProtocol", false, [("grpc", false), ("http", true)], "How it is spoken to: grpc (port 4317 as a rule), or protobuf over http (4318)."),
            OtlpHeadersFile = telemetry.Text("OtlpHeadersFile", null, "File of headers for it, NAME=VALUE, one a line, such as Authorization=Bearer …; read at the start."),
            OtlpSeconds = telemetry.Integer("OtlpSeconds", 60, 1, 3600, "Seconds between two exports of measurements."),
            TraceRatio = telemetry.Number("TraceRatio", 0, 0, 1, "Share of the windows that are traced, from the sample's arrival to the event: 0.01 is one in a hundred. Needs OtlpEndpoint."),
        };
        if (settings.TraceRatio > 0 && endpoint is null) telemetry.Problem("TraceRatio", "is given, but there is no OtlpEndpoint to send traces to");
        if (settings.OtlpHeadersFile is { } file && !File.Exists(file)) telemetry.Problem("OtlpHeadersFile", $"{file} is not there");
        return settings;
    }
}
