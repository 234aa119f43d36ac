using System.Text.Json.Serialization;

namespace EdgeAgent.Benchmarks.Counting;

/// <summary>Reads the figures.</summary>
[JsonSerializable(typeof(Dictionary<string, double>))]
internal sealed partial class CountJson : JsonSerializerContext;
