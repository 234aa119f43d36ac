namespace EdgeAgent.Pipelines.Inference.Twins;

/// <summary>How a variant is compared with the full model while it works.</summary>
/// <param name="Every">Each how manieth window both score, ≥ 1.</param>
/// <param name="LeastAgreement">Share of the windows that must be decided alike, 0..1.</param>
public sealed record TwinRules(int Every, double LeastAgreement)
{
    /// <summary>Share of the windows in which either hears something that must be decided alike. Near a threshold both may be right.</summary>
    public double LeastHeardAgreement { get; init; } = 0.8;

    /// <summary>How unlikely what was seen must be for a variant that keeps to these shares, before it is given up.</summary>
    public double Doubt { get; init; } = 1e-3;
}
