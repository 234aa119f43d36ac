using System.Text.Json.Serialization;

namespace EdgeAgent.Models.Inspection;

/// <summary>Where a value in use comes from.</summary>
public enum ChoiceSource
{
    /// <summary>The manifest says it.</summary>
    [JsonStringEnumMemberName("manifest")] Manifest,

    /// <summary>The manifest is silent; the documented default.</summary>
    [JsonStringEnumMemberName("default")] Default,
}
