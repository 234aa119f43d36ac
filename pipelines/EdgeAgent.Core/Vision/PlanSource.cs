using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Vision;

/// <summary>Who decided a value of an image plan; the first that says something.</summary>
public enum PlanSource
{
    /// <summary>The manifest says it.</summary>
    [JsonStringEnumMemberName("manifest")] Manifest,

    /// <summary>The model file's embedded metadata say it.</summary>
    [JsonStringEnumMemberName("metadata")] Metadata,

    /// <summary>The names and shapes of the model's tensors say it.</summary>
    [JsonStringEnumMemberName("shape")] Shape,

    /// <summary>What models of this family usually want.</summary>
    [JsonStringEnumMemberName("default")] Default,
}
