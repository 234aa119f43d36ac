namespace EdgeAgent.Replay.Evaluation;

/// <summary>Scores events against truth.</summary>
internal static class Evaluator
{
    /// <summary>
    /// Two ways side by side. By overlap: a truth item is found when an event of its label overlaps it, widened by the collar, and an event is right
    /// when it overlaps a truth item so. One to one: a maximum matching in which begin and end must fit.
    /// </summary>
    /// <param name="truth">Truth with the model's labels and the analysed recordings' paths (<see cref="TruthResolver"/>).</param>
    /// <param name="events">Closed events, in the same recordings.</param>
    /// <param name="options">What was analysed, and the collar.</param>
    /// <exception cref="ArgumentException">A truth item or event lies in a recording that <paramref name="options"/> does not list.</exception>
    public static EvaluationReport Score(IReadOnlyList<TruthItem> truth, IReadOnlyList<ScoredEvent> events, EvaluationOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.CollarSeconds, nameof(options));
        var axes = new TimeAxes(options.Analysed);
        var heard = truth.Where(item => Heard(axes, item)).ToArray();
        var scorer = new LabelScorer(axes, options);

        var used = options.Labels.Concat(events.Select(item => item.Label)).Distinct(StringComparer.Ordinal)
            .Where(label => heard.Any(item => item.Label == label) || events.Any(item => item.Label == label)).ToArray();
        if (used.Length == 0) used = [.. options.Labels];
        var labels = used.Select(label => scorer.Score(label,
            [.. heard.Where(item => item.Label == label)], [.. events.Where(item => item.Label == label)])).ToArray();

        return new EvaluationReport
        {
            CollarSeconds = options.CollarSeconds,
            OffsetShare = options.OffsetShare,
            Confidence = options.Confidence,
            Recordings = axes.Recordings,
            AnalysedHours = axes.Streams.Sum(stream => axes.Analysed(stream).Seconds) / 3600,
            TruthItems = heard.Length,
            TruthNotAnalysed = options.TruthElsewhere + truth.Count - heard.Length,
            Events = events.Count,
            Labels = labels,
            Together = labels.Length > 1 ? Together(scorer.Score(LabelReport.All, heard, events), labels, heard, events.Count, options.Confidence) : null,
        };
    }

    /// <summary>Harmonic mean of precision and recall: undefined when either is, 0 when both are 0.</summary>
    public static double? Harmonic(double? one, double? other) =>
        one is not { } p || other is not { } r ? null : p + r == 0 ? 0 : 2 * p * r / (p + r);

    private static bool Heard(TimeAxes axes, TruthItem item)
    {
        var (stream, stretch) = axes.Place(item.File, item.BeginSeconds, item.EndSeconds);
        return axes.Analysed(stream).Overlaps(stretch);
    }

    // What must be of the same label is added up over the labels; what asks for silence (false events per hour) counts
    // events of any label outside truth of any label, so that count and hours belong together.
    private static LabelReport Together(LabelReport any, LabelReport[] labels, TruthItem[] truth, int events, double confidence)
    {
        var missed = labels.SelectMany(label => label.Missed).ToArray();
        var missing = missed.ToHashSet(ReferenceEqualityComparer.Instance);
        var recall = Proportion.From(truth.Length - missed.Length, truth.Length, confidence);
        var precision = Proportion.From(labels.Sum(label => label.Precision.Count), events, confidence);
        var matched = labels.Sum(label => label.OneToOne.Recall.Count);
        return any with
        {
            Recall = recall,
            Precision = precision,
            F1 = Harmonic(recall.Value, precision.Value),
            OneToOne = new MatchReport(Proportion.From(matched, truth.Length, confidence), Proportion.From(matched, events, confidence),
                truth.Length == 0 || events == 0 ? null : 2.0 * matched / (truth.Length + events)),
            BySnr = SnrClasses.Recall([.. truth.Select(item => (item.SnrDb, !missing.Contains(item)))], confidence),
            Missed = missed,
        };
    }
}
