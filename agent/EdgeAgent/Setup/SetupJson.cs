using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeAgent.Setup;

/// <summary>The JSON of setup: its answers and its result.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(SetupAnswers))]
[JsonSerializable(typeof(SetupResult))]
internal sealed partial class SetupJson : JsonSerializerContext;
