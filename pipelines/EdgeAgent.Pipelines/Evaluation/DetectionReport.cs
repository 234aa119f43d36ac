namespace EdgeAgent.Pipelines.Evaluation;

/// <summary>How well objects are found.</summary>
/// <param name="Images">Images that were compared.</param>
/// <param name="Threshold">Score from which a detection counts, but for average precision.</param>
/// <param name="Classes">Every class, in the order of labels.</param>
/// <param name="MeanAveragePrecision">mAP@50: mean over classes that are there.</param>
/// <param name="MacroF1">Mean F1 over classes that are there.</param>
/// <param name="Confusion">Rows: what is there; columns: what it was taken for. The last row is nothing, the last column not found.</param>
public sealed record DetectionReport(
    int Images,
    float Threshold,
    IReadOnlyList<ClassReport> Classes,
    double? MeanAveragePrecision,
    double? MacroF1,
    IReadOnlyList<IReadOnlyList<int>> Confusion);
