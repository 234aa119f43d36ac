namespace EdgeAgent.Replay.Evaluation;

/// <summary>The scores of a replay against truth. <c>EvaluationTable</c>, <c>EvaluationMarkdown</c> and <c>EvaluationJson</c> tell it.</summary>
internal sealed record EvaluationReport
{
    /// <summary>Seconds by which begin and end could be off.</summary>
    public required double CollarSeconds { get; init; }

    /// <summary>Share of the truth's length by which its end could be off in one to one matching.</summary>
    public required double OffsetShare { get; init; }

    /// <summary>Two-sided confidence of every interval.</summary>
    public required double Confidence { get; init; }

    /// <summary>Number of recordings analysed.</summary>
    public required int Recordings { get; init; }

    /// <summary>Hours analysed, overlaps counted once.</summary>
    public required double AnalysedHours { get; init; }

    /// <summary>Truth items that were scored.</summary>
    public required int TruthItems { get; init; }

    /// <summary>Truth items in recordings or at times that were not analysed: not scored.</summary>
    public required int TruthNotAnalysed { get; init; }

    /// <summary>Events that were scored.</summary>
    public required int Events { get; init; }

    /// <summary>Every label that has truth or events, in the model's order (all of them when none has); at least one.</summary>
    public required IReadOnlyList<LabelReport> Labels { get; init; }

    /// <summary>All labels together; null when there is one.</summary>
    public required LabelReport? Together { get; init; }
}
