namespace EdgeAgent.Pipelines.Evaluation;

/// <summary>How well one class is found. Null where there is nothing to divide by.</summary>
/// <param name="ClassIndex">Index of the label.</param>
/// <param name="Truths">Objects that are there.</param>
/// <param name="Found">Of these, found at the threshold.</param>
/// <param name="False">Detections at the threshold that are no such object.</param>
/// <param name="Precision">Found / (found + false).</param>
/// <param name="Recall">Found / truths.</param>
/// <param name="F1">Harmonic mean of both.</param>
/// <param name="AveragePrecision">Area under precision over recall at IoU 0.5, by COCO's 101 points; over all scores.</param>
/// <param name="Specificity">Of the images without the class, those without a detection of it.</param>
/// <param name="CountError">Sum over images of |counted − there|, over truths.</param>
/// <param name="CountBias">(Counted − there) over truths, of all images together.</param>
public sealed record ClassReport(
    int ClassIndex,
    int Truths,
    int Found,
    int False,
    double? Precision,
    double? Recall,
    double? F1,
    double? AveragePrecision,
    double? Specificity,
    double? CountError,
    double? CountBias);
