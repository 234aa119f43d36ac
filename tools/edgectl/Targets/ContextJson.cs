using System.Text.Json.Serialization;

namespace EdgeAgent.Edgectl.Targets;

/// <summary>The JSON of the file of contexts.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(ContextList))]
internal sealed partial class ContextJson : JsonSerializerContext;
