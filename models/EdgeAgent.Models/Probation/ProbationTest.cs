using System.Globalization;
using EdgeAgent.Core.Models.Lifecycle;

namespace EdgeAgent.Models.Probation;

/// <summary>
/// Judges a version on probation by what it did and what the version before it did. Pure: time is the input that was scored, so a source that stands
/// still proves nothing and costs nothing. Technical signs are looked at always; rates are compared once, when the time is over and there are events enough.
/// </summary>
public static class ProbationTest
{
    /// <summary>Judges.</summary>
    /// <param name="rules">What must be kept to.</param>
    /// <param name="before">What the version before did until the switch.</param>
    /// <param name="seen">What the version did since.</param>
    /// <param name="affordable">Seconds that a window may take so that live input is kept up with.</param>
    public static ProbationVerdict Judge(ProbationRules rules, TrialFigures before, TrialFigures seen, double affordable)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(seen);
        var expected = before.StreamSeconds > 0 ? before.Events / before.StreamSeconds * seen.StreamSeconds : 0;
        if (Fault(rules, seen, affordable) is { } fault) return new ProbationVerdict(ProbationOutcome.RollsBack, fault, null, expected);
        if (seen.StreamSeconds < rules.Seconds) return new ProbationVerdict(ProbationOutcome.Continues, null, null, expected);
        if (before.Events + seen.Events >= rules.FewestEvents && before.StreamSeconds > 0 && seen.StreamSeconds > 0)
        {
            var p = PoissonRateTest.TwoSided(seen.Events, seen.StreamSeconds, before.Events, before.StreamSeconds);
            var rates = Text($"{PerHour(seen)} events an hour against {PerHour(before)} before (p = {p:0.###E+0})");
            return p < rules.Alpha
                ? new ProbationVerdict(ProbationOutcome.RollsBack, $"it gives {rates}", p, expected)
                : new ProbationVerdict(ProbationOutcome.Passed, rates, p, expected);
        }

        const string Untested = "rate untested";
        return seen.StreamSeconds < Math.Max(rules.Seconds, rules.LongestSeconds) && rules.Seconds > 0
            ? new ProbationVerdict(ProbationOutcome.Continues, Text($"{Untested} so far: {before.Events + seen.Events} events are too few to compare, so it goes on by technical signs"), null, expected)
            : new ProbationVerdict(ProbationOutcome.Passed, Text($"{Untested}: {before.Events + seen.Events} events are too few to compare"), null, expected);
    }

    private static string? Fault(ProbationRules rules, TrialFigures seen, double affordable)
    {
        if (seen.Broken is { } broken) return $"its session broke: {broken}";
        if (TooMany(rules, seen.Failed, seen)) return Text($"it failed on {seen.Failed} of {seen.Windows} windows");
        if (TooMany(rules, seen.NotFinite, seen)) return Text($"{seen.NotFinite} of {seen.Windows} windows have scores that are no numbers");
        return seen.Windows >= rules.WarmWindows && seen.LatencyMedian > affordable
            ? Text($"a window takes {1000 * seen.LatencyMedian:0.#} ms, and the pipeline can afford {1000 * affordable:0.#} ms")
            : null;
    }

    private static bool TooMany(ProbationRules rules, long faults, TrialFigures seen) =>
        faults > rules.FreeFaults && faults > rules.MostFaults * seen.Windows;

    private static string PerHour(TrialFigures seen) => (3600 * seen.Events / seen.StreamSeconds).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
