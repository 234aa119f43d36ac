using System.Globalization;
using EdgeAgent.Core.Audio;

namespace EdgeAgent.Pipelines.Levels;

/// <summary>What a change of a hydrophone's state means, for people.</summary>
internal static class SensorSentences
{
    /// <summary>From here on, dB, a floor is told as one that has dropped.</summary>
    private const double FarBelow = 20;

    /// <summary>One sentence: what was found, and what to look at.</summary>
    /// <param name="state">How it sounds now.</param>
    /// <param name="before">How it sounded.</param>
    /// <param name="reading">The interval that decided it.</param>
    /// <param name="usual">The usual noise floor, dBFS; null before enough was heard.</param>
    /// <param name="clippedShare">Part of the samples that were cut off lately, 0..1.</param>
    /// <param name="accepted">Whether a level after a jump has become the usual one.</param>
    public static string Of(SensorState state, SensorState before, in LevelReading reading, double? usual, double clippedShare, bool accepted)
    {
        var floor = Decibels.OfPower(reading.FloorPower);
        return state switch
        {
            SensorState.Silent => "every sample is exactly 0; check that the channel is the right one and that nothing is muted",
            SensorState.Flat => Text($"every sample is {reading.Max:0.######}; the converter or its driver stands still, restart or replace it"),
            SensorState.Stuck => Text($"{reading.HeldShare:P0} of the samples only repeat the one before, up to {reading.LongestRun} in a row; check the converter, its driver and its clock"),
            SensorState.Dead when usual is null || floor > usual - FarBelow => Text($"the noise floor is {floor:0.0} dBFS, lower than any preamplifier's; check the hydrophone, its cable and its supply"),
            SensorState.Dead => Text($"the noise floor has dropped from {usual:0.0} to {floor:0.0} dBFS and nothing is heard above it; check the hydrophone, its cable and its supply"),
            SensorState.StuckBit => Text($"the bit of weight {reading.StuckBitWeight:0.#######} of full scale never changes; the converter or its wiring is damaged and the sound distorted"),
            SensorState.Clipping => Text($"{clippedShare:P2} of the samples are cut off; lower the gain"),
            SensorState.DcOffset => Text($"the samples' mean is {reading.Dc:+0.###;-0.###} of full scale; check the input for leaking current or a missing coupling capacitor"),
            SensorState.LevelJump => Text($"the noise floor has jumped from {usual:0.0} to {floor:0.0} dBFS; check the gain, the mount and what is near"),
            _ when accepted => Text($"the noise floor has stayed at {usual:0.0} dBFS, which counts as usual from now on"),
            _ => Text($"no longer {Word(before)}: the noise floor is {floor:0.0} dBFS, the peak {20 * Math.Log10(Math.Max(reading.Peak, 1e-10)):0.0} dBFS"),
        };
    }

    /// <summary>The word of a state in documents.</summary>
    public static string Word(SensorState state) => state switch
    {
        SensorState.Silent => "silent",
        SensorState.Flat => "flat",
        SensorState.Stuck => "stuck",
        SensorState.Dead => "dead",
        SensorState.StuckBit => "stuck-bit",
        SensorState.Clipping => "clipping",
        SensorState.DcOffset => "dc-offset",
        SensorState.LevelJump => "level-jump",
        _ => "ok",
    };

    private static string Text(FormattableString sentence) => sentence.ToString(CultureInfo.InvariantCulture);
}
