using EdgeAgent.Pipelines.Overload;

namespace EdgeAgent.Configuration;

/// <summary>Reads the section Overload of a pipeline.</summary>
internal static class OverloadReader
{
    private static readonly (string Word, OverloadSteps Step)[] Words =
        [("batch", OverloadSteps.Batch), ("variant", OverloadSteps.Variant), ("hop", OverloadSteps.Hop), ("skip", OverloadSteps.Skip)];

    /// <summary>Reads it.</summary>
    /// <param name="overload">The section.</param>
    /// <param name="kind">What the pipeline listens to.</param>
    /// <returns>The rules; null where the source waits as long as it takes.</returns>
    public static OverloadRules? Read(ConfigSection overload, SourceKind kind)
    {
        var usual = new OverloadRules();
        var mode = overload.Choice("Mode", Mode.Auto, [("auto", Mode.Auto), ("on", Mode.On), ("off", Mode.Off)],
            "What is done when the models can't keep up: on climbs a ladder of steps that give up as little as possible, off makes the source wait. auto is on for live sources, off for file, stdin, pipe and directory, which wait without a loss.");
        var rules = usual with
        {
            Steps = ReadSteps(overload),
            RaiseSeconds = overload.Number("RaiseSeconds", usual.RaiseSeconds, 0.1, 60, "Seconds of input that wait when the next step is taken."),
            SkipSeconds = overload.Number("SkipSeconds", usual.SkipSeconds, 0.2, 60, "Seconds of input that wait when windows are skipped; the pipe holds at least 3."),
            CalmLoad = overload.Number("CalmLoad", usual.CalmLoad, 0.1, 0.95, "A step is given up when without it the work would take this part of the time at most."),
            HoldSeconds = overload.Number("HoldSeconds", usual.HoldSeconds, 1, 3600, "Seconds for which that must hold; twice as long each time that giving up a step was wrong."),
        };
        if (rules.SkipSeconds < rules.RaiseSeconds) overload.Problem("SkipSeconds", "is less than RaiseSeconds, so that no other step would ever be taken; give it more, or leave the other steps out of Steps");
        return mode == Mode.On || (mode == Mode.Auto && kind is not (SourceKind.File or SourceKind.Stdin or SourceKind.Pipe or SourceKind.Directory)) ? rules : null;
    }

    private static OverloadSteps ReadSteps(ConfigSection overload)
    {
        const string key = "Steps";
        var given = overload.Texts(key, "Steps that may be taken: batch (windows that wait go through the model together), variant (a faster variant of the package, within its parity), hop (every other window is left out), skip (what waits longest is not scored; each stretch is a gap record). Empty: all.");
        if (given.Count == 0) return OverloadSteps.All;
        var steps = OverloadSteps.None;
        foreach (var word in given)
        {
            var found = Array.Find(Words, w => string.Equals(w.Word, word, StringComparison.OrdinalIgnoreCase));
            if (found.Word is null) overload.Problem(key, $"'{word}' is not one of {string.Join(", ", Words.Select(w => w.Word))}");
            steps |= found.Step;
        }

        return steps;
    }

    private enum Mode
    {
        Auto,
        On,
        Off,
    }
}
