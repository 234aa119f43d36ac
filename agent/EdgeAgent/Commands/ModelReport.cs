using System.Globalization;
using EdgeAgent.Core.Models;
using EdgeAgent.Hosting;
using EdgeAgent.Models.Inspection;
using EdgeAgent.Models.Verification;

namespace EdgeAgent.Commands;

/// <summary>Inspections and verifications as lines for people.</summary>
internal static class ModelReport
{
    /// <summary>What a package is.</summary>
    public static IEnumerable<string> Lines(ModelInspection model, int width)
    {
        yield return $"{model.Name}:{model.Version}  {model.Digest}";
        yield return $"  {model.Directory}";
        if (model.Description is not null) yield return $"  {model.Description}";
        if (model.License is not null) yield return $"  licence: {model.License}";
        if (model.Origin is not null) yield return $"  origin: {model.Origin}";
        yield return "";
        foreach (var variant in model.Variants)
        {
            yield return FormattableString.Invariant($"{variant.Name}: {variant.File}, {variant.Bytes / 1024.0:F0} KiB, batch up to {variant.MaxBatch}");
            if (variant.Problem is not null) yield return $"  {variant.Problem}";
            if (variant.Surface is not { } surface) continue;
            foreach (var tensor in surface.Inputs) yield return $"  in   {tensor}";
            foreach (var tensor in surface.Outputs) yield return $"  out  {tensor}";
            foreach (var (key, value) in surface.Metadata) yield return $"  {key} = {value}";
        }

        yield return "";
        var choices = new TextTable("KEY", "VALUE", "FROM", "WHY");
        foreach (var choice in model.Choices) choices.Add(choice.Key, choice.Value, choice.Source.ToString().ToLowerInvariant(), choice.Why);
        foreach (var line in choices.Lines(width)) yield return line;
        yield return "";
        var labels = new TextTable("LABEL", "HIGH", "LOW", "SMOOTHING", "K/N", "MIN s", "MERGE s", "MAX s");
        foreach (var label in model.Labels) labels.Add(LabelRow(label.Label, label.Rules));
        foreach (var line in labels.Lines(width)) yield return line;
    }

    /// <summary>Whether a package can be trusted.</summary>
    public static IEnumerable<string> Lines(VerificationReport report)
    {
        foreach (var check in report.Checks)
        {
            var word = check.Outcome switch { VerificationOutcome.Pass => "ok  ", VerificationOutcome.Warn => "WARN", _ => "FAIL" };
            yield return $"{word}  {(check.Variant is null ? "" : check.Variant + " ")}{check.Name}: {check.Detail}";
        }

        yield return report.Passed
            ? $"{report.Name}:{report.Version} can be used: {Count(report.Checks.Count, "check")}, {Count(report.Warnings, "warning")}"
            : $"{report.Name}:{report.Version} must not be used: {Count(report.Failures, "check")} of {report.Checks.Count} failed";
    }

    private static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private static string[] LabelRow(string label, EventRules rules) => rules.Report
        ? [label, Number(rules.High), Number(rules.Low),
            rules.Smoothing == SmoothingKind.None ? "none" : $"{rules.Smoothing.ToString().ToLowerInvariant()}:{rules.SmoothingWindows}",
            $"{rules.Confirm}/{rules.ConfirmOf}", Number(rules.MinSeconds), Number(rules.MergeGapSeconds), Number(rules.MaxSeconds)]
        : [label, "muted", "", "", "", "", "", ""];

    private static string Number(double value) => Math.Round(value, 4).ToString(CultureInfo.InvariantCulture);
}
