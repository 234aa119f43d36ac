using System.Diagnostics.Metrics;

namespace EdgeAgent.Telemetry;

/// <summary>One instrument that is read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Unit as OpenTelemetry writes it (UCUM).</param>
/// <param name="IsTotal">Whether it only grows.</param>
/// <param name="Description">What it is, one line.</param>
/// <param name="Read">Its values.</param>
internal sealed record AgentInstrument(string Name, string Unit, bool IsTotal, string Description, Func<AgentReadings, IEnumerable<Measurement<double>>> Read);
