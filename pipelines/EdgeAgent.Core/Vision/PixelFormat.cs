using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Vision;

/// <summary>How the pixels of a frame or image lie in memory. Names are ffmpeg's, where it has one.</summary>
public enum PixelFormat
{
    /// <summary>Red, green, blue; a byte each.</summary>
    [JsonStringEnumMemberName("rgb24")] Rgb24,

    /// <summary>Blue, green, red; a byte each.</summary>
    [JsonStringEnumMemberName("bgr24")] Bgr24,

    /// <summary>One byte, 0 black.</summary>
    [JsonStringEnumMemberName("gray")] Gray8,

    /// <summary>Two bytes, little-endian, 0 black.</summary>
    [JsonStringEnumMemberName("gray16le")] Gray16,

    /// <summary>A plane of Y, then planes of U and of V at half the width and height, rounded up.</summary>
    [JsonStringEnumMemberName("yuv420p")] Yuv420p,

    /// <summary>A plane of Y, then one of U and V by turns at half the width and height, rounded up.</summary>
    [JsonStringEnumMemberName("nv12")] Nv12,

    /// <summary>Y, U, Y, V for each two pixels of a row.</summary>
    [JsonStringEnumMemberName("yuyv422")] Yuyv,
}
