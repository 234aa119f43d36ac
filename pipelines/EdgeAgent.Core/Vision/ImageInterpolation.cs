using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Vision;

/// <summary>How pixels between pixels are made when an image is resized.</summary>
public enum ImageInterpolation
{
    /// <summary>From the four nearest, with pixel centres at half positions.</summary>
    [JsonStringEnumMemberName("bilinear")] Bilinear,

    /// <summary>The mean of what a pixel covers; where the image grows, as bilinear.</summary>
    [JsonStringEnumMemberName("area")] Area,
}
