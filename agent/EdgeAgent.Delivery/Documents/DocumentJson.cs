using System.Text.Json.Serialization;
using EdgeAgent.Core.Events;

namespace EdgeAgent.Delivery.Documents;

/// <summary>The JSON of retained documents: camelCase, UTC with <c>Z</c> and milliseconds, absent fields left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(HealthDocument))]
[JsonSerializable(typeof(ModelStateDocument))]
public sealed partial class DocumentJson : JsonSerializerContext;
