using System.Text.Json.Serialization;

namespace EdgeAgent.Replay.Frames;

/// <summary>The JSON of <c>detections.ndjson</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FrameLine))]
internal sealed partial class FrameJson : JsonSerializerContext;
