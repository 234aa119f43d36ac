using EdgeAgent.Pipelines.Levels;

namespace EdgeAgent.Configuration;

/// <summary>Reads when a hydrophone counts as sick: the section Levels of a source.</summary>
internal static class SensorRulesReader
{
    /// <summary>Reads it.</summary>
    /// <param name="levels">The section.</param>
    public static SensorRules Read(ConfigSection levels)
    {
        var usual = new SensorRules();
        var rules = new SensorRules
        {
            SilentHold = levels.Integer("SilentSeconds", usual.SilentHold, 1, 3600, "Seconds of nothing but zeros that make a hydrophone silent."),
            FlatHold = levels.Integer("FlatSeconds", usual.FlatHold, 1, 3600, "Seconds of one value that make it flat."),
            StuckShare = levels.Number("StuckShare", usual.StuckShare, 0.001, 1, "Part of the samples in long runs of identical ones, zeros apart, that makes it stuck."),
            StuckLeaveShare = levels.Number("StuckLeaveShare", usual.StuckLeaveShare, 0, 1, "Below this part it is well again."),
            StuckHold = levels.Integer("StuckSeconds", usual.StuckHold, 1, 3600, "Seconds of it."),
            DeadFloorDb = levels.Number("DeadFloorDb", usual.DeadFloorDb, -250, 0, "Noise floor, dBFS, at or below which it is dead: no preamplifier is so quiet."),
            DeadDropDb = levels.Number("DeadDropDb", usual.DeadDropDb, 1, 200, "It is dead, too, when its noise floor lies so far, dB, below what it was,"),
            DeadBelowDb = levels.Number("DeadBelowDb", usual.DeadBelowDb, -250, 0, "and so low, dBFS: a sea that turns quiet stays above."),
            DeadSoundDb = levels.Number("DeadSoundDb", usual.DeadSoundDb, 0, 100, "Whatever is within this, dB, of the floor that was is sound: a second that holds some is not dead."),
            DeadHold = levels.Integer("DeadSeconds", usual.DeadHold, 1, 3600, "Seconds of it."),
            DeadLeaveHold = levels.Integer("DeadLeaveSeconds", usual.DeadLeaveHold, 1, 3600, "Seconds of sound after which it lives again."),
            HysteresisDb = levels.Number("HysteresisDb", usual.HysteresisDb, 0, 60, "How much less than its entering threshold, dB, a level must give way before a state is left."),
            StuckBitHold = levels.Integer("StuckBitSeconds", usual.StuckBitHold, 1, 3600, "Seconds of one bit that does not change."),
            ClippingShare = levels.Number("ClippingShare", usual.ClippingShare, 0, 1, "Part of the samples that are cut off, averaged over ClippingMemorySeconds, that makes it clip."),
            ClippingLeaveShare = levels.Number("ClippingLeaveShare", usual.ClippingLeaveShare, 0, 1, "A second with less than this part is one without clipping."),
            ClippingMemory = levels.Number("ClippingMemorySeconds", usual.ClippingMemory, 1, 600, "Seconds over which the part is averaged."),
            ClippingLeaveHold = levels.Integer("ClippingLeaveSeconds", usual.ClippingLeaveHold, 1, 3600, "Seconds without after which it is over."),
            DcOffset = levels.Number("DcOffset", usual.DcOffset, 0.0001, 1, "Magnitude of the mean, full scale 1, that is a DC offset."),
            DcLeaveOffset = levels.Number("DcLeaveOffset", usual.DcLeaveOffset, 0, 1, "Below this it is none."),
            DcHold = levels.Integer("DcSeconds", usual.DcHold, 1, 3600, "Seconds of it."),
            JumpDb = levels.Number("JumpDb", usual.JumpDb, 1, 200, "So far, dB, must the noise floor lie from what it was, up or down, to have jumped."),
            JumpHold = levels.Integer("JumpSeconds", usual.JumpHold, 1, 3600, "Seconds of it."),
            JumpAcceptSeconds = levels.Integer("JumpAcceptSeconds", usual.JumpAcceptSeconds, 1, 86400, "A level that has lasted for so long after a jump, seconds, is what is usual from then on."),
            UsualSeconds = levels.Number("UsualSeconds", usual.UsualSeconds, 10, 86400, "Seconds over which the usual noise floor follows what is heard: slower changes are the sea's."),
            UsualAfter = levels.Integer("UsualAfterSeconds", usual.UsualAfter, 1, 3600, "Seconds of sound that must have been heard before a noise floor is usual."),
        };
        Below("StuckLeaveShare", rules.StuckLeaveShare, "StuckShare", rules.StuckShare);
        Below("ClippingLeaveShare", rules.ClippingLeaveShare, "ClippingShare", rules.ClippingShare);
        Below("DcLeaveOffset", rules.DcLeaveOffset, "DcOffset", rules.DcOffset);
        return rules;

        void Below(string leave, double leaves, string enter, double enters)
        {
            if (leaves > enters) levels.Problem(leave, FormattableString.Invariant($"is {leaves}, over {enter} ({enters}); a state must be left below the threshold at which it is entered"));
        }
    }
}
