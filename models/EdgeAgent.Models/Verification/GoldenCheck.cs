using System.Globalization;
using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Verification;

/// <summary>Runs the golden cases: this device must give the scores that the author saw.</summary>
internal static class GoldenCheck
{
    /// <summary>Checks one case and hands its rows to the range check.</summary>
    public static VerificationCheck Run(VariantUnderTest variant, GoldenCase golden, ScoreRange range)
    {
        var name = $"golden {golden.Input}";
        var package = variant.Package;
        var expected = GoldenScores.Read(Path.Combine(package.Directory, golden.Expect), package.Labels.Count);
        var actual = variant.Probe.ScoreRecording(package, variant.Variant, Path.Combine(package.Directory, golden.Input));
        if (actual.Count != expected.Count)
            return variant.Fail(name, $"{golden.Input} has {actual.Count} whole windows on the hop grid, but {golden.Expect} expects {expected.Count}");
        if (actual.FirstOrDefault(row => row.Length != package.Labels.Count) is { } odd)
            return variant.Fail(name, $"{variant.Variant.File} gives {odd.Length} scores a window, but the package has {package.Labels.Count} labels");
        range.Observe(golden.Input, actual);

        var tolerance = golden.Tolerance + (variant.Variant.Parity?.MaxAbsDelta ?? 0f);
        var (most, window, label) = Farthest(expected, actual);
        var figures = string.Create(
            CultureInfo.InvariantCulture,
            $"largest difference {most:0.######} in window {window} ('{package.Labels[label]}'), tolerance {tolerance:0.######}, {actual.Count} windows");

        // Not "greater than": a difference that is not a number is no match either.
        return most <= tolerance
            ? variant.Pass(name, $"gives the golden scores: {figures}")
            : variant.Fail(name, $"does not give the golden scores on this device: {figures}; the file, the front end or the provider differs from the author's");
    }

    private static (float Most, int Window, int Label) Farthest(IReadOnlyList<float[]> expected, IReadOnlyList<float[]> actual)
    {
        var farthest = (Most: -1f, Window: 0, Label: 0);
        for (var window = 0; window < expected.Count; window++)
        {
            for (var label = 0; label < expected[window].Length; label++)
            {
                var difference = Math.Abs(expected[window][label] - actual[window][label]);
                if (!float.IsFinite(difference)) return (float.PositiveInfinity, window, label);
                if (difference > farthest.Most) farthest = (difference, window, label);
            }
        }

        return farthest;
    }
}
