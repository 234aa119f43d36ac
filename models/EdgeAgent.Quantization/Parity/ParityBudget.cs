namespace EdgeAgent.Quantization.Parity;

/// <summary>How far a variant may be from the full model and still be shipped.</summary>
public sealed record ParityBudget
{
    /// <summary>Largest loss of event F1, 0..1.</summary>
    public double MaxEventF1Loss { get; init; } = 0.005;

    /// <summary>Least share of the windows with the same greatest score, 0..1.</summary>
    public double MinTop1 { get; init; } = 0.99;

    /// <summary>Largest relative error of outputs that are no list of scores, ≥ 0.</summary>
    public double MaxError { get; init; } = 0.1;

    /// <summary>Whether a variant that computes in 8 bits is of use although it is not faster on this device.</summary>
    public bool AllowSlower { get; init; }
}
