namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>One version in full.</summary>
/// <param name="Status">How it stands.</param>
/// <param name="Manifest">Its <c>model.json</c> as it is in the package; empty when the package is gone.</param>
/// <param name="Choices">What was chosen where the manifest is silent, and why, a line each.</param>
/// <param name="Findings">What the gates found, in order.</param>
/// <param name="History">Changes of its state, oldest first, as far as the journal reaches.</param>
public sealed record ModelDetails(
    ModelStatus Status,
    string Manifest,
    IReadOnlyList<string> Choices,
    IReadOnlyList<ModelFinding> Findings,
    IReadOnlyList<ModelTransition> History);
