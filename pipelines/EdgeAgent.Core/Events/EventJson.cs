using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Events;

/// <summary>The JSON of events and gaps: camelCase, UTC with <c>Z</c> and milliseconds, absent fields left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(DetectionEvent))]
[JsonSerializable(typeof(GapRecord))]
public sealed partial class EventJson : JsonSerializerContext;
