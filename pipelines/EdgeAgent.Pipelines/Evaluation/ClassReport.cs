namespace EdgeAgent.Pipelines.Evaluation;

/// <summary>How well one class is found. Null where there is nothing to divide by.</summary>
/// <param name="ClassIndex">Index of the label.</param>
/// <param name="Threshold">Score from which it counts as found; average precision is over all scores.</param>
/// <param name="Truths">Objects, or images, that are there.</param>
/// <param name="Found">Of these, found at the threshold.</param>
/// <param name="False">What was found at the threshold and is not there.</param>
/// <param name="AveragePrecision">Area under precision over recall, by COCO's 101 points; of boxes at an intersection over union of 0.5.</param>
/// <param name="Without">Images without the class.</param>
/// <param name="Quiet">Of these, images in which it was not found.</param>
/// <param name="CountError">Sum over images of |counted − there|, over truths; null where whole images are named.</param>
/// <param name="CountBias">(Counted − there) over truths, of all images together; null where whole images are named.</param>
public sealed record ClassReport(
    int ClassIndex,
    float Threshold,
    int Truths,
    int Found,
    int False,
    double? AveragePrecision,
    int Without,
    int Quiet,
    double? CountError,
    double? CountBias)
{
    /// <summary>Found / (found + false).</summary>
    public double? Precision => Found + False == 0 ? null : (double)Found / (Found + False);

    /// <summary>Found / truths.</summary>
    public double? Recall => Truths == 0 ? null : (double)Found / Truths;

    /// <summary>Harmonic mean of both.</summary>
    public double? F1 => Truths + Found + False == 0 ? null : 2.0 * Found / (Truths + Found + False);

    /// <summary>Of the images without the class, those in which it was not found.</summary>
    public double? Specificity => Without == 0 ? null : (double)Quiet / Without;
}
