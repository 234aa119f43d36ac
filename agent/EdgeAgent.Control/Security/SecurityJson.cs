using System.Text.Json.Serialization;

namespace EdgeAgent.Control.Security;

/// <summary>The JSON of credentials.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TokenClaims))]
internal sealed partial class SecurityJson : JsonSerializerContext;
