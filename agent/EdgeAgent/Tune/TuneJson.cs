using System.Text.Json.Serialization;

namespace EdgeAgent.Tune;

/// <summary>The report as JSON: camelCase, indented; what is undefined is null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(TuneReport))]
internal sealed partial class TuneJson : JsonSerializerContext;
