namespace EdgeAgent.Pipelines.Levels;

/// <summary>When a hydrophone counts as sick, and when as well again. Hold times are seconds of input without a break (an interval is about one).</summary>
/// <remarks>
/// The defaults leave quiet and loud seas alone: real recordings of deep, quiet water lie at noise floors down to −72 dBFS, have DC offsets up to 0.03,
/// and change by 20 dB within minutes.
/// </remarks>
public sealed record SensorRules
{
    /// <summary>Seconds of nothing but zeros that make it silent.</summary>
    public int SilentHold { get; init; } = 5;

    /// <summary>Seconds of one value that make it flat.</summary>
    public int FlatHold { get; init; } = 5;

    /// <summary>Part of the samples in long runs of identical ones, zeros apart, that makes it stuck.</summary>
    public double StuckShare { get; init; } = 0.5;

    /// <summary>Below this part it is well again.</summary>
    public double StuckLeaveShare { get; init; } = 0.2;

    /// <summary>Seconds of it.</summary>
    public int StuckHold { get; init; } = 5;

    /// <summary>Noise floor, dBFS, at or below which it is dead whatever came before: no preamplifier is so quiet.</summary>
    public double DeadFloorDb { get; init; } = -115;

    /// <summary>So far, dB, must the noise floor lie below what it was.</summary>
    public double DeadDropDb { get; init; } = 30;

    /// <summary>And so low, dBFS: a sea that turns quiet, or a recorder that is lowered from a noisy deck, stays above.</summary>
    public double DeadBelowDb { get; init; } = -80;

    /// <summary>Whatever is within this, dB, of the floor that was is sound: a second that holds some is not dead.</summary>
    public double DeadSoundDb { get; init; } = 10;

    /// <summary>Seconds of it; short ones are pauses of a source that mutes itself.</summary>
    public int DeadHold { get; init; } = 10;

    /// <summary>Seconds of sound after which it lives again.</summary>
    public int DeadLeaveHold { get; init; } = 5;

    /// <summary>How much less than its entering threshold, dB, a level must give way before a state is left.</summary>
    public double HysteresisDb { get; init; } = 6;

    /// <summary>Seconds of one bit that does not change.</summary>
    public int StuckBitHold { get; init; } = 10;

    /// <summary>Part of the samples that are cut off, averaged over about <see cref="ClippingMemory"/> seconds, that makes it clip: fifty of a second at 48 kHz.</summary>
    public double ClippingShare { get; init; } = 0.001;

    /// <summary>A second with less than this part is one without clipping.</summary>
    public double ClippingLeaveShare { get; init; } = 0.0002;

    /// <summary>Seconds over which the part is averaged, exponentially: calls that clip with pauses between them are one clipping.</summary>
    public double ClippingMemory { get; init; } = 10;

    /// <summary>Seconds without after which it is over.</summary>
    public int ClippingLeaveHold { get; init; } = 30;

    /// <summary>Magnitude of the mean, full scale 1, that is a DC offset; a tenth costs a decibel of headroom.</summary>
    public double DcOffset { get; init; } = 0.1;

    /// <summary>Below this it is none.</summary>
    public double DcLeaveOffset { get; init; } = 0.08;

    /// <summary>Seconds of it.</summary>
    public int DcHold { get; init; } = 10;

    /// <summary>So far, dB, must the noise floor lie from what it was, up or down, to have jumped.</summary>
    public double JumpDb { get; init; } = 20;

    /// <summary>Seconds of it: calls, shots and passing boats end before, or come slowly.</summary>
    public int JumpHold { get; init; } = 10;

    /// <summary>A level that has lasted for so long after a jump, seconds, is what is usual from then on.</summary>
    public int JumpAcceptSeconds { get; init; } = 60;

    /// <summary>Seconds over which the usual noise floor follows what is heard, exponentially: slower changes are the sea's.</summary>
    public double UsualSeconds { get; init; } = 300;

    /// <summary>Seconds of sound that must have been heard before a noise floor is usual.</summary>
    public int UsualAfter { get; init; } = 30;
}
