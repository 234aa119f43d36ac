using System.Text.Json.Serialization;

namespace EdgeAgent.Run;

/// <summary>The JSON of operators' wishes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SortedDictionary<string, OperatorWish>))]
internal sealed partial class OperatorJson : JsonSerializerContext;
