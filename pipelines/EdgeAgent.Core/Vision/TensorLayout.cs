using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Vision;

/// <summary>Where a tensor's channels stand.</summary>
public enum TensorLayout
{
    /// <summary>Channels before places: [batch, channels, height, width] or [batch, attributes, boxes].</summary>
    [JsonStringEnumMemberName("nchw")] Nchw,

    /// <summary>Channels last: [batch, height, width, channels] or [batch, boxes, attributes].</summary>
    [JsonStringEnumMemberName("nhwc")] Nhwc,
}
