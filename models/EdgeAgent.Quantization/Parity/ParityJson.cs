using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeAgent.Quantization.Measurement;

namespace EdgeAgent.Quantization.Parity;

/// <summary>Reports as JSON: camelCase, indented.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(ParityReport))]
[JsonSerializable(typeof(BenchmarkReport))]
public sealed partial class ParityJson : JsonSerializerContext
{
    /// <summary>A parity report as text.</summary>
    public static string Write(ParityReport report) => JsonSerializer.Serialize(report, Default.ParityReport) + "\n";
}
