using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Vision;

/// <summary>The point of a grid cell from which distances are counted, with column c and stride s.</summary>
public enum CellCenter
{
    /// <summary>Its corner, c·s (NanoDet-Plus).</summary>
    [JsonStringEnumMemberName("corner")] Corner,

    /// <summary>Its middle, (c + ½)·s (PicoDet).</summary>
    [JsonStringEnumMemberName("middle")] Middle,

    /// <summary>The middle of its pixels, c·s + (s − 1)/2 (NanoDet).</summary>
    [JsonStringEnumMemberName("pixel-middle")] PixelMiddle,
}
