using EdgeAgent.Telemetry;

namespace EdgeAgent.Tests.Telemetry;

/// <summary>The names are a promise: what is documented is what there is.</summary>
public sealed class MetricsReferenceTests
{
    [Fact]
    public void Documentation_NamesEveryInstrumentWithItsUnitAndNoOther()
    {
        var rows = File.ReadAllLines(Path.Combine(Repository.Root, "docs/metrics.md")).Where(line => line.StartsWith("| `edgeagent.", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToDictionary(c => c[1].Trim('`'), c => (Unit: c[2], Kind: c[3], What: c[5]), StringComparer.Ordinal);

        foreach (var instrument in AgentInstruments.All) Assert.Equal((instrument.Unit, instrument.IsTotal ? "counter" : "gauge", instrument.Description), rows[instrument.Name]);
        Assert.Equal(["edgeagent.window.latency", "edgeagent.window.run"], rows.Keys.Except(AgentInstruments.All.Select(i => i.Name)).Order());
    }
}
