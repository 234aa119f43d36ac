using System.Text.Json.Serialization;

namespace EdgeAgent.Run.Variants;

/// <summary>The JSON of what is known of variants.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(VariantNotes))]
internal sealed partial class VariantJson : JsonSerializerContext;
