using System.Text.Json;
using EdgeAgent.Core.Events;
using EdgeAgent.Hosting;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Replay.Evaluation;

namespace EdgeAgent.Replay;

/// <summary>Scores the events of a replay against truth tables.</summary>
internal sealed class ReplayEvaluation
{
    private readonly IReadOnlyList<TruthItem> _truth;
    private readonly EvaluationOptions _options;
    private readonly Dictionary<string, double> _lost = new(StringComparer.Ordinal);
    private readonly List<ScoredEvent> _events = [];

    private ReplayEvaluation(IReadOnlyList<TruthItem> truth, EvaluationOptions options)
    {
        _truth = truth;
        _options = options;
    }

    /// <summary>Reads the tables before any work is done, so that a mistake in them costs nothing.</summary>
    /// <exception cref="TruthException">A table can't be read or understood.</exception>
    /// <exception cref="UsageException">There are no recordings to score.</exception>
    public static ReplayEvaluation Prepare(TruthRequest request, ReplayPlan? plan, IReadOnlyList<ModelRunner> models)
    {
        if (plan is null) throw new UsageException("--truth needs recordings; standard input has no file that a table could name");
        var labels = models.SelectMany(m => m.Package.Labels.Where((_, i) => m.Rules[i].Report)).Distinct(StringComparer.Ordinal).ToArray();
        var analysed = plan.Tasks.SelectMany(Spans).ToArray();
        var tables = request.Tables.Select(TruthReader.Read).ToArray();
        var truth = TruthResolver.Truth(tables, analysed, TruthLabels.Parse(request.Labels, labels), out var elsewhere);
        return new ReplayEvaluation(truth, new EvaluationOptions
        {
            Labels = labels,
            Analysed = analysed,
            CollarSeconds = request.CollarSeconds,
            Confusers = TruthResolver.Confusers(request.Confusers.Select(ConfuserReader.Read), analysed),
            TruthElsewhere = elsewhere,
        });
    }

    /// <summary>Scores events against those of another run over the same recordings.</summary>
    /// <param name="reference">The other run's closed events.</param>
    /// <param name="plan">What both heard.</param>
    /// <param name="labels">Labels that make events.</param>
    /// <param name="collarSeconds">Seconds by which begin and end may be off.</param>
    public static ReplayEvaluation Against(IEnumerable<ScoredEvent> reference, ReplayPlan plan, IReadOnlyList<string> labels, double collarSeconds) =>
        new([.. reference.Select(e => new TruthItem(e.Label, e.File, e.BeginSeconds, e.EndSeconds))],
            new EvaluationOptions { Labels = labels, Analysed = [.. plan.Tasks.SelectMany(Spans)], CollarSeconds = collarSeconds });

    /// <summary>Labels that the truth has.</summary>
    public IReadOnlySet<string> Labels => _truth.Select(item => item.Label).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>Takes an event; closed ones count.</summary>
    public void Accept(DetectionEvent detection)
    {
        if (detection.State == EventState.Close) _events.Add(ScoredEvent.From(detection));
    }

    /// <summary>Says that a recording was not heard from a place to its end.</summary>
    public void Lose(string path, double fromSeconds)
    {
        lock (_lost) _lost[path] = _lost.TryGetValue(path, out var earlier) ? Math.Min(earlier, fromSeconds) : fromSeconds;
    }

    /// <summary>The evaluation as a table or as JSON.</summary>
    public string Report(bool json)
    {
        var report = Score();
        return json ? JsonSerializer.Serialize(report, EvaluationJson.Default.EvaluationReport) : EvaluationTable.Format(report).TrimEnd('\n');
    }

    /// <summary>The evaluation.</summary>
    public EvaluationReport Score()
    {
        var heard = _options.Analysed.Select(span => _lost.TryGetValue(span.File, out var from) ? span with { EndSeconds = Math.Min(span.EndSeconds, Math.Max(from, span.BeginSeconds)) } : span);
        return Evaluator.Score(_truth, _events, _options with { Analysed = [.. heard] });
    }

    /// <summary>The evaluation of other events over the same recordings.</summary>
    public EvaluationReport Score(IReadOnlyList<ScoredEvent> events) => Evaluator.Score(_truth, events, _options);

    private static IEnumerable<AnalysedSpan> Spans(EpochTask task)
    {
        var rate = (double)task.Stream.SampleRate;
        foreach (var segment in task.Epoch.Segments)
        {
            var from = Math.Max(task.From, segment.FirstPosition);
            var to = Math.Min(task.To, segment.FirstPosition + segment.Frames);
            if (from >= to) continue;
            var shift = segment.SkipFrames - segment.FirstPosition;
            yield return new AnalysedSpan(segment.Path, (from + shift) / rate, (to + shift) / rate)
            {
                Stream = task.Epoch.StreamId,
                StreamOffsetSeconds = -shift / rate,
            };
        }
    }
}
