using System.Text.Json.Serialization;

namespace EdgeAgent.Replay.Evaluation;

/// <summary>The report as JSON: camelCase, indented; what is undefined is null, never 0 or 1.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(EvaluationReport))]
[JsonSerializable(typeof(ImageScores))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
