using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Vision;

/// <summary>What the four numbers of a box are, in order.</summary>
public enum BoxOrder
{
    /// <summary>Centre x, centre y, width, height.</summary>
    [JsonStringEnumMemberName("cxcywh")] Center,

    /// <summary>Left, top, right, bottom.</summary>
    [JsonStringEnumMemberName("xyxy")] Corners,

    /// <summary>Top, left, bottom, right (TensorFlow).</summary>
    [JsonStringEnumMemberName("yxyx")] CornersRowFirst,

    /// <summary>Left, top, width, height.</summary>
    [JsonStringEnumMemberName("xywh")] TopLeft,
}
