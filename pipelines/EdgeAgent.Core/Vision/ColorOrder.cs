using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Vision;

/// <summary>The channels of the model's input, in order.</summary>
public enum ColorOrder
{
    /// <summary>Red, green, blue.</summary>
    [JsonStringEnumMemberName("rgb")] Rgb,

    /// <summary>Blue, green, red.</summary>
    [JsonStringEnumMemberName("bgr")] Bgr,

    /// <summary>One channel: 0.299 red + 0.587 green + 0.114 blue.</summary>
    [JsonStringEnumMemberName("gray")] Gray,
}
