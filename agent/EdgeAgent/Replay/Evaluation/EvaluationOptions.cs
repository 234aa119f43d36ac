namespace EdgeAgent.Replay.Evaluation;

/// <summary>What was analysed and how it is scored.</summary>
internal sealed record EvaluationOptions
{
    /// <summary>The labels that the model can give.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>What the model heard: at least one span for each recording.</summary>
    public required IReadOnlyList<AnalysedSpan> Analysed { get; init; }

    /// <summary>Seconds by which begin and end may be off, 0 or more. Windows of seconds cannot place a call to the millisecond: say it with the result.</summary>
    public double CollarSeconds { get; init; } = 2.0;

    /// <summary>One to one matching lets the end be off by this share of the truth's length where that is more than the collar (sed_eval's <c>percentage_of_length</c>).</summary>
    public double OffsetShare { get; init; } = 0.5;

    /// <summary>Two-sided confidence of the intervals, between 0 and 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>What the background was, for false events by kind; may be empty.</summary>
    public IReadOnlyList<ConfuserItem> Confusers { get; init; } = [];

    /// <summary>Truth items that were left out already because their recordings were not analysed; reported, not scored.</summary>
    public int TruthElsewhere { get; init; }
}
