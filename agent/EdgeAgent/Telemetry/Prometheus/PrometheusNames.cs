using System.Text;

namespace EdgeAgent.Telemetry.Prometheus;

/// <summary>Names as Prometheus has them, from OpenTelemetry's: dots become underscores, the unit and <c>_total</c> are part of the name.</summary>
internal static class PrometheusNames
{
    /// <summary>The name of a metric.</summary>
    /// <param name="name">OpenTelemetry's name.</param>
    /// <param name="unit">Its unit (UCUM); null or in braces for a mere count.</param>
    /// <param name="isTotal">Whether it is a counter.</param>
    public static string OfMetric(string name, string? unit, bool isTotal)
    {
        var text = Clean(name, colons: true);
        if (Word(unit) is { } word && !text.EndsWith("_" + word, StringComparison.Ordinal)) text += "_" + word;
        return isTotal && !text.EndsWith("_total", StringComparison.Ordinal) ? text + "_total" : text;
    }

    /// <summary>The name of a label.</summary>
    public static string OfLabel(string name) => Clean(name, colons: false);

    private static string? Word(string? unit) => unit switch
    {
        "s" => "seconds",
        "By" => "bytes",
        "Cel" => "celsius",
        "[ppm]" => "ppm",
        "dB" => "decibels",
        "%" => "percent",
        _ => null,
    };

    private static string Clean(string name, bool colons)
    {
        var text = new StringBuilder(name.Length);
        foreach (var letter in name)
        {
            var kept = char.IsAsciiLetterOrDigit(letter) || (colons && letter == ':') ? letter : '_';
            if (kept == '_' && text.Length > 0 && text[^1] == '_') continue;
            if (text.Length == 0 && char.IsAsciiDigit(kept)) text.Append('_');
            text.Append(kept);
        }

        return text.Length == 0 ? "_" : text.ToString();
    }
}
