namespace EdgeAgent.Pipelines.Evaluation;

/// <summary>How well objects are found in images, or images named.</summary>
/// <param name="Images">Images that were compared.</param>
/// <param name="Classes">Every class, in the order of labels.</param>
/// <param name="MeanAveragePrecision">mAP: mean over classes that are there; of boxes at an intersection over union of 0.5.</param>
/// <param name="MacroF1">Mean F1 over classes that are there.</param>
/// <param name="Accuracy">Part of the images whose best class is one of theirs; null where objects are found.</param>
/// <param name="Confusion">Rows: what is there; columns: what it was taken for. The last row is nothing, the last column not found.</param>
public sealed record ImageReport(
    int Images,
    IReadOnlyList<ClassReport> Classes,
    double? MeanAveragePrecision,
    double? MacroF1,
    double? Accuracy,
    IReadOnlyList<IReadOnlyList<int>> Confusion);
