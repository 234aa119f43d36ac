using System.Globalization;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Models.Verification;

/// <summary>
/// Runs the golden images: this device must see what the author saw. A variant with a measured parity may differ as much as that says: scores by its largest difference,
/// boxes as long as they overlap by half, and as many objects as its detection F1 leaves open.
/// </summary>
internal static class GoldenImageCheck
{
    private const float LeastIou = 0.5f;

    /// <summary>Checks one case.</summary>
    public static VerificationCheck Run(VariantUnderTest variant, GoldenCase golden)
    {
        var name = $"golden {golden.Input}";
        var expected = GoldenImage.Read(Path.Combine(variant.Package.Directory, golden.Expect));
        var seen = variant.Probe.Look(variant.Package, variant.Variant, Path.Combine(variant.Package.Directory, golden.Input));
        if (seen.Fault is { } fault) return variant.Fail(name, $"the outputs of {variant.Variant.File} can't be believed: {fault}");
        var parity = variant.Variant.Parity;
        var tolerance = golden.Tolerance + (parity?.MaxAbsDelta ?? 0);
        var (problems, figures) = (new List<string>(), new List<string>());
        if (expected.Scores is { } scores) CompareScores(scores, seen, tolerance, problems, figures);
        if (expected.Detections is { } objects) CompareObjects(objects, seen, expected.BoxTolerance, tolerance, parity, problems, figures);
        if (expected.MaskPixels is { } pixels) Compare("mask pixels", pixels, seen.MaskPixels, tolerance * Math.Max(1, pixels), problems, figures);
        if (expected.ImageScore is { } score) Compare("image score", score, seen.ImageScore, tolerance * Math.Max(1, Math.Abs(score)), problems, figures);
        return problems.Count == 0
            ? variant.Pass(name, $"sees what its author saw: {string.Join(", ", figures)}")
            : variant.Fail(name, $"does not see on this device what its author saw: {string.Join("; ", problems)}; the file, its preprocessing or the provider differs from the author's");
    }

    private static void CompareScores(IReadOnlyList<float> expected, ImageAnswer seen, float tolerance, List<string> problems, List<string> figures)
    {
        if (expected.Count != seen.Scores.Count)
        {
            problems.Add($"{expected.Count} scores are expected and the model gives {seen.Scores.Count}");
            return;
        }

        var farthest = Enumerable.Range(0, expected.Count).MaxBy(i => Distance(expected[i], seen.Scores[i]));
        var figure = Text($"largest difference of a score {Distance(expected[farthest], seen.Scores[farthest]):0.######} ('{seen.Labels[farthest]}'), tolerance {tolerance:0.######}");
        (Distance(expected[farthest], seen.Scores[farthest]) <= tolerance ? figures : problems).Add(figure);
    }

    private static void CompareObjects(IReadOnlyList<(string Label, float Score, ImageBox Box)> expected, ImageAnswer seen, float boxTolerance, float tolerance, VariantParity? parity, List<string> problems, List<string> figures)
    {
        var taken = new bool[seen.Detections.Count];
        var (matched, off, most) = (0, new List<string>(), 0f);
        foreach (var (label, score, box) in expected)
        {
            var at = Best(label, box, seen, taken);
            if (at < 0)
            {
                // One that the gate hides by a hair is no difference.
                if (score - tolerance >= seen.Gate) off.Add(Text($"'{label}' at {box.Left:0},{box.Top:0} is not found"));
                continue;
            }

            taken[at] = true;
            matched++;
            var found = seen.Detections[at];
            most = Math.Max(most, Distance(score, found.Score));
            if (!(Distance(score, found.Score) <= tolerance)) off.Add(Text($"'{label}' at {box.Left:0},{box.Top:0} scores {found.Score:0.####} instead of {score:0.####}"));
            else if (parity is null && Farthest(box, found.Box) is var edge && !(edge <= boxTolerance)) off.Add(Text($"the box of '{label}' at {box.Left:0},{box.Top:0} is {edge:0.##} pixels off"));
        }

        for (var i = 0; i < taken.Length; i++)
            if (!taken[i] && seen.Detections[i] is var extra && extra.Score - tolerance >= seen.Gate) off.Add(Text($"'{seen.Labels[extra.ClassIndex]}' at {extra.Box.Left:0},{extra.Box.Top:0} is seen, which is not expected"));
        var allowed = parity?.DetectionF1 is { } f1 ? (int)Math.Ceiling(2 * (1 - f1) * expected.Count) : 0;
        var figure = Text($"{matched} of {expected.Count} objects, scores at most {most:0.####} off");
        if (off.Count <= allowed) figures.Add(figure);
        else problems.Add($"{figure}; {string.Join("; ", off.Take(3))}{(off.Count > 3 ? $"; and {off.Count - 3} more" : "")}");
    }

    private static int Best(string label, in ImageBox box, ImageAnswer seen, bool[] taken)
    {
        var (best, at) = (LeastIou, -1);
        for (var i = 0; i < taken.Length; i++)
        {
            if (taken[i] || seen.Labels[seen.Detections[i].ClassIndex] != label || seen.Detections[i].Box.Iou(box) is var iou && iou < best) continue;
            (best, at) = (seen.Detections[i].Box.Iou(box), i);
        }

        return at;
    }

    private static void Compare(string what, double expected, double seen, double tolerance, List<string> problems, List<string> figures) =>
        (Math.Abs(expected - seen) <= tolerance ? figures : problems).Add(Text($"{what} {seen:0.####} for {expected:0.####}"));

    // What is no number is as far away as can be.
    private static float Distance(float a, float b) => float.IsFinite(b) ? Math.Abs(a - b) : float.PositiveInfinity;

    private static float Farthest(in ImageBox a, in ImageBox b) =>
        Math.Max(Math.Max(Distance(a.Left, b.Left), Distance(a.Top, b.Top)), Math.Max(Distance(a.Right, b.Right), Distance(a.Bottom, b.Bottom)));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
