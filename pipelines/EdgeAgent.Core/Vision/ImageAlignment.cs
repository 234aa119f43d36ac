using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Vision;

/// <summary>Where a letterboxed image lies in the model's input.</summary>
public enum ImageAlignment
{
    /// <summary>In the middle, padding on both sides; an odd pixel goes right or below.</summary>
    [JsonStringEnumMemberName("center")] Center,

    /// <summary>In the top left corner, padding right or below.</summary>
    [JsonStringEnumMemberName("top-left")] TopLeft,
}
