namespace EdgeAgent.Core.Control;

/// <summary>A model of a pipeline since it took its place.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Role">What it does there.</param>
/// <param name="Figures">What it has done since.</param>
public sealed record ModelObservation(string Pipeline, ModelRole Role, ModelFigures Figures)
{
    /// <summary>The model before it, in the time that it had the place; null when it is the first.</summary>
    public ModelFigures? Previous { get; init; }

    /// <summary>How a shadow or trial agrees with the active model; null for the active one.</summary>
    public ModelAgreement? Agreement { get; init; }
}
