using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Vision;

/// <summary>What the values of Y, U and V mean as red, green and blue.</summary>
public enum YuvMatrix
{
    /// <summary>ITU-R BT.601, Y 16..235 and U, V 16..240: cameras and video below HD, and what is assumed where nothing is said.</summary>
    [JsonStringEnumMemberName("bt601")] Bt601,

    /// <summary>BT.601 over 0..255: JPEG (JFIF), most USB cameras.</summary>
    [JsonStringEnumMemberName("bt601-full")] Bt601Full,

    /// <summary>ITU-R BT.709, Y 16..235 and U, V 16..240: HD video.</summary>
    [JsonStringEnumMemberName("bt709")] Bt709,

    /// <summary>BT.709 over 0..255.</summary>
    [JsonStringEnumMemberName("bt709-full")] Bt709Full,
}
