using EdgeAgent.Pipelines.Evaluation;

namespace EdgeAgent.Replay.Evaluation;

/// <summary>The scores of a replay of images against truth. <see cref="ImageScoreTable"/> and <see cref="EvaluationJson"/> tell it.</summary>
internal sealed record ImageScores
{
    /// <summary><c>boxes</c> or <c>labels</c>: what was compared.</summary>
    public required string Kind { get; init; }

    /// <summary>Images that were compared.</summary>
    public required int Images { get; init; }

    /// <summary>Images that were looked at, but are not in the truth: not scored.</summary>
    public required int WithoutTruth { get; init; }

    /// <summary>Images of the truth that were not looked at: not scored.</summary>
    public required int TruthNotSeen { get; init; }

    /// <summary>Two-sided confidence of every interval.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Every label that has truth or was found, in the model's order.</summary>
    public required IReadOnlyList<ImageLabelScores> Labels { get; init; }

    /// <summary>Mean over labels that are there of average precision; of boxes at an intersection over union of 0.5.</summary>
    public required double? MeanAveragePrecision { get; init; }

    /// <summary>Mean F1 over labels that are there.</summary>
    public required double? MacroF1 { get; init; }

    /// <summary>Part of the images whose best label is one of theirs; null where objects are found.</summary>
    public required double? Accuracy { get; init; }

    /// <summary>Sum over images of |counted − there| of all labels together, over all objects; null where whole images are named.</summary>
    public required double? CountError { get; init; }

    /// <summary>Names of the confusion's rows and columns; the last is nothing.</summary>
    public required IReadOnlyList<string> ConfusionLabels { get; init; }

    /// <summary>Rows: what is there; columns: what it was taken for.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    /// <summary>Makes it of a report.</summary>
    public static ImageScores From(ImageReport report, IReadOnlyList<string> labels, bool isBoxes, int withoutTruth, int notSeen)
    {
        var used = report.Classes.Where(c => c.Truths > 0 || c.Found + c.False > 0 || report.Confusion[c.ClassIndex].Any(n => n > 0)).ToArray();
        if (used.Length == 0) used = [.. report.Classes];
        int[] shown = [.. used.Select(c => c.ClassIndex), labels.Count];
        var truths = report.Classes.Sum(c => c.Truths);
        return new ImageScores
        {
            Kind = isBoxes ? "boxes" : "labels",
            Images = report.Images,
            WithoutTruth = withoutTruth,
            TruthNotSeen = notSeen,
            Labels = [.. used.Select(c => ImageLabelScores.From(c, labels[c.ClassIndex]))],
            MeanAveragePrecision = report.MeanAveragePrecision,
            MacroF1 = report.MacroF1,
            Accuracy = report.Accuracy,
            CountError = isBoxes && truths > 0 ? report.Classes.Sum(c => (c.CountError ?? 0) * c.Truths) / truths : null,
            ConfusionLabels = [.. used.Select(c => labels[c.ClassIndex]), "nothing"],
            Confusion = [.. shown.Select(row => (IReadOnlyList<int>)[.. shown.Select(column => report.Confusion[row][column])])],
        };
    }
}
