using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Pipelines.Aggregation;

/// <summary>The window scores of one epoch and one model, kept to see what events other rules would make of them without running the model again.</summary>
/// <param name="rate">Sample frames per second of the positions.</param>
/// <param name="classes">Indices of the labels that are kept; a model may have thousands of others.</param>
public sealed class ScoreLog(int rate, IReadOnlyList<int> classes) : IScoreSink
{
    private readonly List<(long First, long Last, float[] Scores)> _rows = [];

    /// <inheritdoc/>
    public void Accept(ModelReference model, long first, long last, ReadOnlySpan<float> scores)
    {
        var kept = new float[classes.Count];
        for (var i = 0; i < kept.Length; i++) kept[i] = scores[classes[i]];
        _rows.Add((first, last, kept));
    }

    /// <summary>The events that rules make of the scores, as an epoch that ends with its input makes them.</summary>
    /// <param name="rules">Rules of the labels that are kept, in their order.</param>
    public IReadOnlyList<LoggedEvent> EventsUnder(IReadOnlyList<EventRules> rules)
    {
        var events = new List<LoggedEvent>();
        var aggregator = new EventAggregator(rules, rate);
        foreach (var (first, last, scores) in _rows) Take(aggregator.Add(first, last, scores));
        if (_rows.Count > 0) Take(aggregator.Finish(_rows[^1].Last, CloseReason.EndOfInput));
        return events;

        void Take(List<EventChange> changes)
        {
            foreach (var change in changes)
                if (change.State == EventState.Close) events.Add(new LoggedEvent(classes[change.ClassIndex], change.First, change.Last, change.Peak));
        }
    }
}
