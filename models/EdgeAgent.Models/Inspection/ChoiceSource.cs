using System.Text.Json.Serialization;

namespace EdgeAgent.Models.Inspection;

/// <summary>Where a value in use comes from.</summary>
public enum ChoiceSource
{
    /// <summary>The manifest says it.</summary>
    [JsonStringEnumMemberName("manifest")] Manifest,

    /// <summary>The manifest is silent; the model file's embedded metadata say it.</summary>
    [JsonStringEnumMemberName("metadata")] Metadata,

    /// <summary>The manifest is silent; the names and shapes of the model's tensors say it.</summary>
    [JsonStringEnumMemberName("shape")] Shape,

    /// <summary>The manifest is silent; the documented default.</summary>
    [JsonStringEnumMemberName("default")] Default,
}
