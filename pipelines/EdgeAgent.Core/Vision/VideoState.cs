using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Vision;

/// <summary>How a camera looks: whether what comes from it can be trusted to be the scene.</summary>
public enum VideoState
{
    /// <summary>It looks as a camera does.</summary>
    [JsonStringEnumMemberName("ok")] Ok,

    /// <summary>The same picture comes again and again, to the bit: the camera or its driver stands still. Nothing new can be seen.</summary>
    [JsonStringEnumMemberName("frozen")] Frozen,

    /// <summary>Almost all of the picture is black: a covered lens, no light. Nothing can be seen.</summary>
    [JsonStringEnumMemberName("black")] Black,

    /// <summary>Most of the picture is white: too much light, or too long an exposure. Little can be seen.</summary>
    [JsonStringEnumMemberName("overexposed")] Overexposed,

    /// <summary>The picture has lost its edges: out of focus, a wet or dirty lens.</summary>
    [JsonStringEnumMemberName("blurred")] Blurred,
}
