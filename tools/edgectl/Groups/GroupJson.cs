using System.Text.Json.Serialization;

namespace EdgeAgent.Edgectl.Groups;

/// <summary>The JSON of outcomes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BoxOutcome))]
[JsonSerializable(typeof(string))]
internal sealed partial class GroupJson : JsonSerializerContext;
