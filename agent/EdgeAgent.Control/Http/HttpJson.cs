using System.Text.Json.Serialization;
using EdgeAgent.Core.Control.Inference;

namespace EdgeAgent.Control.Http;

/// <summary>The JSON of answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Prediction))]
internal sealed partial class HttpJson : JsonSerializerContext;
