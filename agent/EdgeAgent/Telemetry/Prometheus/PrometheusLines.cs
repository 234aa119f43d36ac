using System.Buffers;
using System.Globalization;
using System.Text;

namespace EdgeAgent.Telemetry.Prometheus;

/// <summary>Writes lines of the text format 0.0.4.</summary>
/// <param name="output">Takes the bytes.</param>
internal sealed class PrometheusLines(IBufferWriter<byte> output)
{
    /// <summary>HELP and TYPE of a metric.</summary>
    public void Head(string name, string help, MetricKind kind)
    {
        Put("# HELP ");
        Put(name);
        Put(" ");
        // A quote needs no escape here, other than in a label.
        Put(help.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal));
        Put("\n# TYPE ");
        Put(name);
        Put(kind switch { MetricKind.Counter => " counter\n", MetricKind.Histogram => " histogram\n", _ => " gauge\n" });
    }

    /// <summary>One value.</summary>
    public void Line(string name, ReadOnlySpan<KeyValuePair<string, object?>> tags, double value, string? bound = null)
    {
        Put(name);
        if (tags.Length > 0 || bound is not null)
        {
            Put("{");
            var isFirst = true;
            foreach (var (key, held) in tags) Label(PrometheusNames.OfLabel(key), Convert.ToString(held, CultureInfo.InvariantCulture) ?? "", ref isFirst);
            if (bound is not null) Label("le", bound, ref isFirst);
            Put("}");
        }

        Put(" ");
        Put(Number(value));
        Put("\n");
    }

    /// <summary>A histogram: counts up to each bound, their sum, and how many there are.</summary>
    public void Histogram(string name, MetricSeries series, ReadOnlySpan<double> bounds)
    {
        var count = 0L;
        for (var i = 0; i < series.Counts.Length; i++)
        {
            count += series.Counts[i];
            Line(name + "_bucket", series.Tags, count, i < bounds.Length ? Number(bounds[i]) : "+Inf");
        }

        Line(name + "_sum", series.Tags, series.Value);
        Line(name + "_count", series.Tags, count);
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ when double.IsNaN(value) => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private void Label(string name, string value, ref bool isFirst)
    {
        if (!isFirst) Put(",");
        isFirst = false;
        Put(name);
        Put("=\"");
        Put(value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal));
        Put("\"");
    }

    private void Put(string text) => Encoding.UTF8.GetBytes(text, output);
}
