using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Vision;

/// <summary>The number type of the model's input tensor.</summary>
public enum PixelType
{
    /// <summary>32-bit float.</summary>
    [JsonStringEnumMemberName("float32")] Single32,

    /// <summary>16-bit float.</summary>
    [JsonStringEnumMemberName("float16")] Half16,

    /// <summary>Unsigned byte, 0..255.</summary>
    [JsonStringEnumMemberName("uint8")] Unsigned8,
}
