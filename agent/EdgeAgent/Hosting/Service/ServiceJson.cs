using System.Text.Json.Serialization;

namespace EdgeAgent.Hosting.Service;

/// <summary>JSON of the state files.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class ServiceJson : JsonSerializerContext;
