namespace EdgeAgent.Quantization.Parity;

/// <summary>What a variant sees beside what the full model sees, in the same images and through all steps of a cascade.</summary>
/// <param name="Images">Images that both looked at.</param>
/// <param name="FullObjects">Objects that the full model told.</param>
/// <param name="VariantObjects">Objects of the variant.</param>
/// <param name="F1">F1 of the variant's objects against the full model's, of one label and an intersection over union of at least 0.5; null when neither told any.</param>
/// <param name="BoxIou">Mean intersection over union of the pairs; null when there is none.</param>
/// <param name="MaskIou">Intersection over union of all pixels that are no background; null for models without masks.</param>
public sealed record ImageParity(int Images, int FullObjects, int VariantObjects, double? F1, double? BoxIou, double? MaskIou)
{
    /// <summary>Objects that are really there, where truth tells; 0 without it.</summary>
    public int TruthObjects { get; init; }

    /// <summary>F1 of the full model against the truth, of all labels together; null when undefined.</summary>
    public double? FullTruthF1 { get; init; }

    /// <summary>The same of the variant.</summary>
    public double? VariantTruthF1 { get; init; }

    /// <summary>What the variant loses: against the truth where there is one, otherwise against the full model. Null is undefined.</summary>
    public double? Loss => TruthObjects > 0 ? FullTruthF1 - VariantTruthF1 : 1 - F1;
}
