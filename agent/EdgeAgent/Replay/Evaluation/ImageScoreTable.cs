using System.Globalization;
using EdgeAgent.Hosting;
using EdgeAgent.Replay.Output;

namespace EdgeAgent.Replay.Evaluation;

/// <summary>The scores of images for a terminal.</summary>
internal static class ImageScoreTable
{
    private const int MostConfused = 12;

    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(ImageScores scores, int width)
    {
        var isBoxes = scores.Kind == "boxes";
        yield return Text($"Evaluation of {scores.Images} images, {(isBoxes ? "boxes at an intersection over union of 0.5" : "labels of whole images")}");
        if (scores.WithoutTruth > 0) yield return Text($"  {scores.WithoutTruth} more are not in the truth and not scored");
        if (scores.TruthNotSeen > 0) yield return Text($"  {scores.TruthNotSeen} of the truth were not looked at and not scored");
        yield return "";
        var table = isBoxes ? new TextTable("LABEL", "FROM", "RECALL", "PRECISION", "SPECIFICITY", "F1", "AP50", "COUNT ERROR") : new TextTable("LABEL", "FROM", "RECALL", "PRECISION", "SPECIFICITY", "F1", "AP");
        foreach (var label in scores.Labels)
        {
            List<string> cells = [TerminalText.Clean(label.Label), Text($"{label.Threshold:F2}"), Share(label.Recall), Share(label.Precision), Share(label.Specificity), Number(label.F1), Number(label.AveragePrecision)];
            if (isBoxes) cells.Add(Number(label.CountError));
            table.Add([.. cells]);
        }

        foreach (var line in table.Lines(width)) yield return line;
        yield return "";
        yield return Text($"macro F1 {Number(scores.MacroF1)}   {(isBoxes ? "mAP@50" : "mAP")} {Number(scores.MeanAveragePrecision)}{(scores.CountError is { } error ? Text($"   count error {error:P1}") : "")}{(scores.Accuracy is { } accuracy ? Text($"   accuracy {accuracy:F3}") : "")}");
        if (scores.ConfusionLabels.Count > MostConfused) yield break;
        yield return "";
        var confusion = new TextTable(["THERE \\ TAKEN FOR", .. scores.ConfusionLabels.Select(TerminalText.Clean)]);
        foreach (var (row, name) in scores.Confusion.Zip(scores.ConfusionLabels)) confusion.Add([TerminalText.Clean(name), .. row.Select(n => n.ToString(CultureInfo.InvariantCulture))]);
        foreach (var line in confusion.Lines(width)) yield return line;
        yield return "";
        yield return "Recall and precision with exact 95 % intervals. Specificity: of the images without a label, those in which it was not found.";
    }

    private static string Share(Proportion share) => share.Value is { } value ? Text($"{value:F3} ({share.Low:F2}-{share.High:F2})") : "-";

    private static string Number(double? value) => value is { } known ? Text($"{known:F3}") : "-";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
