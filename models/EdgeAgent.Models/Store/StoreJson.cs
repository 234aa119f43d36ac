using System.Text.Json.Serialization;
using EdgeAgent.Core.Models.Lifecycle;

namespace EdgeAgent.Models.Store;

/// <summary>The JSON of the store's own files: camelCase, absent fields left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelDefault))]
[JsonSerializable(typeof(JournalLine))]
[JsonSerializable(typeof(ModelOffer))]
internal sealed partial class StoreJson : JsonSerializerContext;
