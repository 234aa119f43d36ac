using EdgeAgent.Pipelines.Evaluation;

namespace EdgeAgent.Replay.Evaluation;

/// <summary>The scores of one label of images.</summary>
internal sealed record ImageLabelScores
{
    /// <summary>The label.</summary>
    public required string Label { get; init; }

    /// <summary>Score from which it counts as found.</summary>
    public required float Threshold { get; init; }

    /// <summary>Found, of what is there.</summary>
    public required Proportion Recall { get; init; }

    /// <summary>There, of what was found.</summary>
    public required Proportion Precision { get; init; }

    /// <summary>Images in which it was not found, of those that have none of it.</summary>
    public required Proportion Specificity { get; init; }

    /// <summary>Harmonic mean of precision and recall.</summary>
    public required double? F1 { get; init; }

    /// <summary>Area under precision over recall, over all scores; of boxes at an intersection over union of 0.5.</summary>
    public required double? AveragePrecision { get; init; }

    /// <summary>Sum over images of |counted − there|, over what is there; null where whole images are named.</summary>
    public required double? CountError { get; init; }

    /// <summary>(Counted − there) over what is there, of all images together; null where whole images are named.</summary>
    public required double? CountBias { get; init; }

    /// <summary>Makes it of a class's report.</summary>
    public static ImageLabelScores From(ClassReport report, string label) => new()
    {
        Label = label,
        Threshold = MathF.Round(report.Threshold, 4),
        Recall = Proportion.From(report.Found, report.Truths, 0.95),
        Precision = Proportion.From(report.Found, report.Found + report.False, 0.95),
        Specificity = Proportion.From(report.Quiet, report.Without, 0.95),
        F1 = report.F1,
        AveragePrecision = report.AveragePrecision,
        CountError = report.CountError,
        CountBias = report.CountBias,
    };
}
