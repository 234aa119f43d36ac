namespace EdgeAgent.Quantization.Parity;

/// <summary>Events of a variant beside those of the full model, on the same recordings.</summary>
/// <param name="Hours">Hours that both heard.</param>
/// <param name="FullEvents">Events of the full model.</param>
/// <param name="VariantEvents">Events of the variant.</param>
/// <param name="F1">F1 of the variant's events against the full model's, matched one to one; null when neither gave any.</param>
/// <param name="TruthItems">Events that were really there, where a truth table tells; 0 without one.</param>
/// <param name="FullTruthF1">F1 of the full model against the truth; null when undefined.</param>
/// <param name="VariantTruthF1">The same of the variant.</param>
public sealed record EventParity(double Hours, int FullEvents, int VariantEvents, double? F1, int TruthItems = 0, double? FullTruthF1 = null, double? VariantTruthF1 = null)
{
    /// <summary>What the variant loses: against the truth where there is one, otherwise against the full model. Null is undefined.</summary>
    public double? Loss => TruthItems > 0 ? FullTruthF1 - VariantTruthF1 : 1 - F1;
}
