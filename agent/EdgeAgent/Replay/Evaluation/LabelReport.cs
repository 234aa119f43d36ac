namespace EdgeAgent.Replay.Evaluation;

/// <summary>The scores of one label, or of all together.</summary>
internal sealed record LabelReport
{
    /// <summary>The name of the report over all labels.</summary>
    public const string All = "all labels";

    /// <summary>The model's label, or <see cref="All"/>.</summary>
    public required string Label { get; init; }

    /// <summary>Truth items that an event of their label overlaps, within the collar, out of all.</summary>
    public required Proportion Recall { get; init; }

    /// <summary>Events that overlap a truth item of their label, within the collar, out of all.</summary>
    public required Proportion Precision { get; init; }

    /// <summary>Harmonic mean of the two; null when either is undefined, 0 when both are 0.</summary>
    public required double? F1 { get; init; }

    /// <summary>The same by one to one matching.</summary>
    public required MatchReport OneToOne { get; init; }

    /// <summary>Recall by signal to noise ratio, highest first; empty when the truth does not say it.</summary>
    public required IReadOnlyList<SnrReport> BySnr { get; init; }

    /// <summary>Events that overlap no truth item, over the analysed time that is outside every truth item and its collar.</summary>
    public required HourlyRate FalseEvents { get; init; }

    /// <summary>The same by what else could be heard, in the order of kinds; empty when no confusers are given.</summary>
    public required IReadOnlyList<ConfuserReport> Confusers { get; init; }

    /// <summary>The truth items that no event overlaps.</summary>
    public required IReadOnlyList<TruthItem> Missed { get; init; }

    /// <summary>The false events.</summary>
    public required IReadOnlyList<ScoredEvent> Wrong { get; init; }
}
