namespace EdgeAgent.Core.Control;

/// <summary>How two models agree on a label. A model detects when the score of a window reaches its own <c>high</c>.</summary>
/// <param name="Label">The label.</param>
/// <param name="Both">Windows in which both detect it.</param>
/// <param name="OnlyActive">Windows in which the active model alone detects it.</param>
/// <param name="OnlyBeside">Windows in which the model beside alone detects it.</param>
/// <param name="MeanDelta">Mean absolute difference of the scores, 0..1; null when one of them does not know the label.</param>
public sealed record LabelAgreement(string Label, long Both, long OnlyActive, long OnlyBeside, double? MeanDelta);
