using System.Globalization;

namespace EdgeAgent.Models.Verification;

/// <summary>Gives the model sound in which there is nothing and sees whether a label that makes events would open one.</summary>
internal static class FalseAlarmCheck
{
    /// <summary>Checks one probe and hands its rows to the range check.</summary>
    public static VerificationCheck Run(VariantUnderTest variant, ProbeSignal probe, ScoreRange range)
    {
        var rows = variant.Score(probe.Windows);
        range.Observe(probe.Name, rows);
        var name = $"quiet on {probe.Name}";
        var package = variant.Package;
        var reported = Enumerable.Range(0, package.Labels.Count).Where(label => package.Manifest.RulesFor(package.Labels[label]).Report).ToList();
        if (reported.Count == 0) return variant.Pass(name, "no label makes events, so none can be false");

        var peaks = reported.Select(label => (label, peak: rows.Max(row => row[label]), high: package.Manifest.RulesFor(package.Labels[label]).High)).ToList();
        var firing = peaks.Where(p => p.peak >= p.high).OrderByDescending(p => p.peak).ToList();
        if (firing.Count == 0)
        {
            var (label, peak, high) = peaks.MaxBy(p => p.peak - p.high);
            return variant.Pass(name, string.Create(CultureInfo.InvariantCulture, $"stays quiet on {probe.Name}: '{package.Labels[label]}' scores at most {peak:0.000} (opens at {high:0.00})"));
        }

        var worst = firing[0];
        var others = firing.Count == 1 ? "" : $", and so {(firing.Count == 2 ? "does 1 other label" : $"do {firing.Count - 1} other labels")}";
        var share = rows.Count == 1 ? "" : $" in {rows.Count(row => row[worst.label] >= worst.high)} of {rows.Count} windows";
        return variant.Fail(name, string.Create(
            CultureInfo.InvariantCulture,
            $"fires on {probe.Name}: '{package.Labels[worst.label]}' scores {worst.peak:0.000} (opens at {worst.high:0.00}){share}{others}; do not trust its events"));
    }
}
