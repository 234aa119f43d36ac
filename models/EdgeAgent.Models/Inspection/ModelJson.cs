using System.Text.Json.Serialization;
using EdgeAgent.Models.Verification;

namespace EdgeAgent.Models.Inspection;

/// <summary>The JSON of <c>models inspect --json</c> and <c>models verify --json</c>: camelCase, absent fields left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelInspection))]
[JsonSerializable(typeof(VerificationReport))]
[JsonSerializable(typeof(VerificationCheck))]
public sealed partial class ModelJson : JsonSerializerContext;
