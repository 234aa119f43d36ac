using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using EdgeAgent.Telemetry.Prometheus;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Tests.Telemetry;

/// <summary>The text that Prometheus reads.</summary>
public sealed class PrometheusTextTests : IDisposable
{
    private readonly Meter _meter = new($"test-{Guid.NewGuid():N}");
    private readonly PrometheusText _text;

    public PrometheusTextTests() => _text = new PrometheusText([_meter.Name]);

    [Fact]
    public void Write_EveryKind_HasHeadUnitAndValue()
    {
        _text.Start();
        var counted = _meter.CreateCounter<long>("edge.things", "{thing}", "Things counted.");
        counted.Add(2, new KeyValuePair<string, object?>("kind", "a"));
        counted.Add(3, new KeyValuePair<string, object?>("kind", "a"));
        _meter.CreateObservableGauge("edge.heat", () => 36.5, "Cel", "Heat.");
        _meter.CreateObservableCounter("edge.sent", () => new Measurement<long>(7), "By", "Bytes sent.");
        _meter.CreateUpDownCounter<int>("edge.open").Add(-1);

        Assert.Equal(
            """
            # HELP edge_heat_celsius Heat.
            # TYPE edge_heat_celsius gauge
            edge_heat_celsius 36.5
            # HELP edge_open edge.open
            # TYPE edge_open gauge
            edge_open -1
            # HELP edge_sent_bytes_total Bytes sent.
            # TYPE edge_sent_bytes_total counter
            edge_sent_bytes_total 7
            # HELP edge_things_total Things counted.
            # TYPE edge_things_total counter
            edge_things_total{kind="a"} 5

            """, Read());
    }

    [Fact]
    public void Write_Histogram_CountsUpToEachBound()
    {
        _text.Start();
        var took = _meter.CreateHistogram("edge.took", "s", "Took.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        // A value at a bound lies within it.
        foreach (var value in new[] { 0.05, 0.1, 0.5, 2 }) took.Record(value);

        Assert.Equal(
            """
            # HELP edge_took_seconds Took.
            # TYPE edge_took_seconds histogram
            edge_took_seconds_bucket{le="0.1"} 2
            edge_took_seconds_bucket{le="1"} 3
            edge_took_seconds_bucket{le="+Inf"} 4
            edge_took_seconds_sum 2.65
            edge_took_seconds_count 4

            """, Read());
    }

    [Fact]
    public void Write_NamesAndLabelsOfAnyKind_AreEscaped()
    {
        _text.Start();
        _meter.CreateObservableGauge("edge.od d-näme", () => new Measurement<double>(double.PositiveInfinity, new KeyValuePair<string, object?>("a.b", "C:\\x \"y\"\nz é")), null, "back\\slash\nand line");

        Assert.Equal("# HELP edge_od_d_n_me back\\\\slash\\nand line\n# TYPE edge_od_d_n_me gauge\nedge_od_d_n_me{a_b=\"C:\\\\x \\\"y\\\"\\nz é\"} +Inf\n", Read());
    }

    [Fact]
    public void Write_SeriesThatIsNotToldAnyMore_IsLeftOut()
    {
        var zones = new List<string> { "a", "b" };
        _text.Start();
        _meter.CreateObservableGauge("edge.zone", () => zones.Select(z => new Measurement<int>(1, new KeyValuePair<string, object?>("zone", z))));
        Assert.Contains("zone=\"b\"", Read(), StringComparison.Ordinal);
        zones.Remove("b");

        Assert.DoesNotContain("zone=\"b\"", Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void Add_LabelsWithoutEnd_AreBoundedAndCounted()
    {
        _text.Start();
        var errors = _meter.CreateCounter<long>("edge.errors");
        for (var i = 0; i < MetricFamily.MostSeries + 5; i++) errors.Add(1, new KeyValuePair<string, object?>("text", $"error {i}"));

        var lines = Read().Split('\n');
        Assert.Equal(MetricFamily.MostSeries, lines.Count(line => line.StartsWith("edge_errors_total{", StringComparison.Ordinal)));
        Assert.Contains("edgeagent_metrics_dropped_total 5", lines);
    }

    [Fact]
    public void Record_KnownLabels_AllocatesNothing()
    {
        _text.Start();
        var took = _meter.CreateHistogram<double>("edge.took", "s");
        KeyValuePair<string, object?>[] tags = [new("pipeline", "reef")];
        for (var i = 0; i < 1000; i++) took.Record(0.01, tags);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) took.Record(0.01, tags);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task Write_WhatTheRuntimeMeasures_IsTakenByPrometheus()
    {
        Programs.Need("promtool", "prometheus");
        using var text = new PrometheusText(["System.Runtime", _meter.Name]);
        text.Start();
        _meter.CreateHistogram<double>("edge.took", "s", "Took.").Record(0.2, new KeyValuePair<string, object?>("pipe\"line", "a\\b\n\"c\""));
        var output = new ArrayBufferWriter<byte>();
        text.Write(output);

        await Promtool.AcceptsAsync(output.WrittenMemory);
    }

    public void Dispose()
    {
        _text.Dispose();
        _meter.Dispose();
    }

    private string Read()
    {
        var output = new ArrayBufferWriter<byte>();
        _text.Write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
