using System.Text.Json.Serialization;

namespace EdgeAgent.Commands;

/// <summary>The JSON of <c>models list --json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<ModelListItem>))]
internal sealed partial class ModelListJson : JsonSerializerContext;
