using System.Globalization;

namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>The fields of a GUANO text (GUANO 1.0: UTF-8 lines "key: value") that are used here.</summary>
internal sealed record GuanoMetadata(string? Timestamp, GeoPosition? Position, string? Serial)
{
    /// <summary>Where the recording lies in a stream of the agent that made it; null for recordings of others, and for clips.</summary>
    public StreamPlace? Place { get; private init; }

    /// <summary>Reads the text; null when it is no GUANO.</summary>
    public static GuanoMetadata? Parse(string text)
    {
        string? timestamp = null, serial = null, stream = null, source = null, place = null;
        GeoPosition? position = null;
        var isGuano = false;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var colon = line.IndexOf(':');
            if (colon < 1) continue;
            var value = line[(colon + 1)..].Trim(" \0\t").ToString();
            switch (line[..colon].Trim(" \0\t\uFEFF"))
            {
                case "GUANO|Version": isGuano = true; break;
                case "Timestamp": timestamp ??= value; break;
                case "Serial": serial ??= value; break;
                case "EdgeAgent|Stream": stream ??= value; break;
                case "EdgeAgent|Position": place ??= value; break;
                case "EdgeAgent|Source": source ??= value; break;
                case "Loc Position": position ??= ParsePosition(value); break;
                default: break;
            }
        }

        if (!isGuano) return null;
        return new GuanoMetadata(Present(timestamp), position, Present(serial))
        {
            Place = Present(stream) is { } id && long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? new StreamPlace(id, at, Present(source) ?? "recorder") : null,
        };
    }

    private static string? Present(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    // "latitude longitude" in degrees; some writers put a comma between them.
    private static GeoPosition? ParsePosition(string value)
    {
        var parts = value.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2) return null;
        if (!double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var latitude)) return null;
        if (!double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var longitude)) return null;
        return Math.Abs(latitude) <= 90 && Math.Abs(longitude) <= 180 ? new GeoPosition(latitude, longitude) : null;
    }
}
