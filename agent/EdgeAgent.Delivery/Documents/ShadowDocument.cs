using EdgeAgent.Core.Control;

namespace EdgeAgent.Delivery.Documents;

/// <summary>How a version that heard beside the active one agreed with it, in windows over all pipelines.</summary>
public sealed record ShadowDocument
{
    /// <summary>Seconds of input that it has scored, all pipelines together.</summary>
    public required double Seconds { get; init; }

    /// <summary>Windows that both detect something in, by label, all labels together.</summary>
    public required long Both { get; init; }

    /// <summary>Windows that only the active version detects something in.</summary>
    public required long OnlyActive { get; init; }

    /// <summary>Windows that only the tried version detects something in.</summary>
    public required long OnlyBeside { get; init; }

    /// <summary>The labels that they disagree about most, 20 at most.</summary>
    public required IReadOnlyList<LabelAgreement> Labels { get; init; }
}
