using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Control.Services;

/// <summary>The words for a hydrophone's or camera's state, the same as in health messages.</summary>
internal static class SensorWords
{
    /// <summary>The word.</summary>
    public static string Of(SensorState state) => state switch
    {
        SensorState.Ok => "ok",
        SensorState.Silent => "silent",
        SensorState.Flat => "flat",
        SensorState.Stuck => "stuck",
        SensorState.Dead => "dead",
        SensorState.StuckBit => "stuck-bit",
        SensorState.Clipping => "clipping",
        SensorState.DcOffset => "dc-offset",
        _ => "level-jump",
    };

    /// <summary>The word for how a camera looks.</summary>
    public static string Of(VideoState state) => state.ToString().ToLowerInvariant();
}
