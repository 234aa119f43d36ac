using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Vision;

/// <summary>How an image of any size becomes one of the model's size.</summary>
public enum ImageResize
{
    /// <summary>Both sides by the same factor so that all of it fits; what is left is filled with the pad value.</summary>
    [JsonStringEnumMemberName("letterbox")] Letterbox,

    /// <summary>Each side by its own factor.</summary>
    [JsonStringEnumMemberName("stretch")] Stretch,

    /// <summary>Both sides by the same factor so that the shorter one fits; the middle is cut out.</summary>
    [JsonStringEnumMemberName("crop")] Crop,
}
