using System.Text.Json.Serialization;

namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>The JSON of a ledger of fields.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(LedgerHead))]
[JsonSerializable(typeof(FieldCount))]
internal sealed partial class CountingJson : JsonSerializerContext;
