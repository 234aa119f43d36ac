using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Vision;

/// <summary>The order of the two numbers in a tensor that tells a model the size of the original image.</summary>
public enum SizeOrder
{
    /// <summary>Height, then width (YOLOv3's <c>image_shape</c>).</summary>
    [JsonStringEnumMemberName("hw")] HeightWidth,

    /// <summary>Width, then height (RT-DETR's <c>orig_target_sizes</c>).</summary>
    [JsonStringEnumMemberName("wh")] WidthHeight,
}
