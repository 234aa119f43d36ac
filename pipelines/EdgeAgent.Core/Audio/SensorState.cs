using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Audio;

/// <summary>How a hydrophone sounds: whether what comes from it can be trusted to be the sea.</summary>
public enum SensorState
{
    /// <summary>It sounds as a hydrophone does.</summary>
    [JsonStringEnumMemberName("ok")] Ok,

    /// <summary>Every sample is exactly zero: muted, the wrong channel, a source that fills up. Nothing can be heard.</summary>
    [JsonStringEnumMemberName("silent")] Silent,

    /// <summary>Every sample has one and the same value, and it is not zero: the converter or its driver stands still. Nothing can be heard.</summary>
    [JsonStringEnumMemberName("flat")] Flat,

    /// <summary>Most samples only repeat the one before, in long runs: the converter holds values. Nothing can be heard.</summary>
    [JsonStringEnumMemberName("stuck")] Stuck,

    /// <summary>The noise floor is gone: the hydrophone, its cable or its preamplifier gives nothing but the recorder's own noise. Nothing can be heard.</summary>
    [JsonStringEnumMemberName("dead")] Dead,

    /// <summary>One bit of the samples never changes, though smaller and larger ones do: the sound is distorted.</summary>
    [JsonStringEnumMemberName("stuck-bit")] StuckBit,

    /// <summary>Sound is cut off at the converter's or the preamplifier's limits: the gain is too high.</summary>
    [JsonStringEnumMemberName("clipping")] Clipping,

    /// <summary>The samples' mean is far from zero: headroom is lost, often the sign of a leaking cable or a bad input.</summary>
    [JsonStringEnumMemberName("dc-offset")] DcOffset,

    /// <summary>The noise floor has jumped: a changed gain, a loosened mount, a new source of noise.</summary>
    [JsonStringEnumMemberName("level-jump")] LevelJump,
}
