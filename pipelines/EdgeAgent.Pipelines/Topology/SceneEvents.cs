using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Aggregation;
using EdgeAgent.Pipelines.Frames;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>Classes of whole pictures as events: frames are what windows are to sound. A frame stands for the time since the one before it that was looked at.</summary>
internal sealed class SceneEvents : IFrameAggregation
{
    private readonly EventAggregator _aggregator;
    private readonly IReadOnlyList<EventRules> _rules;
    private readonly FrameEventComposer _composer;
    private readonly IEventSink _sink;
    private readonly float[] _scores;
    private readonly float[] _bestScore;
    private readonly ClassScore[]?[] _best;
    private readonly bool[] _wasLow;
    private readonly bool[] _isOpen;
    private ClassScore[] _top = [];
    private long _cellEnd;
    private bool _hasLooked;

    /// <summary>Begins an epoch, or the part of one that a model looks at.</summary>
    /// <param name="rules">Rules by class index.</param>
    /// <param name="composer">Makes the events.</param>
    /// <param name="sink">Takes them.</param>
    /// <param name="position">The first frame.</param>
    public SceneEvents(IReadOnlyList<EventRules> rules, FrameEventComposer composer, IEventSink sink, long position = 0)
    {
        _cellEnd = position;
        (_rules, _composer, _sink) = (rules, composer, sink);
        _aggregator = new EventAggregator(rules, composer.Rate);
        (_scores, _bestScore, _best) = (new float[rules.Count], new float[rules.Count], new ClassScore[rules.Count][]);
        (_wasLow, _isOpen) = (new bool[rules.Count], new bool[rules.Count]);
    }

    /// <inheritdoc/>
    public void Add(in FrameResult result)
    {
        if (result.Image is not { } image) return;
        image.Scores.CopyTo(_scores);
        if (_top.Length != image.Top.Length) _top = new ClassScore[image.Top.Length];
        image.Top.CopyTo(_top);
        _hasLooked = true;
        Follow(result.Frame.Position);
    }

    /// <inheritdoc/>
    public void Still(long position)
    {
        if (_hasLooked) Follow(position);
    }

    /// <inheritdoc/>
    public void Finish(string reason)
    {
        foreach (var change in _aggregator.Finish(_cellEnd, reason)) Send(change);
    }

    private void Follow(long position)
    {
        for (var i = 0; i < _scores.Length; i++) Remember(i);
        foreach (var change in _aggregator.Add(_cellEnd, position + 1, _scores)) Send(change);
        _cellEnd = position + 1;
    }

    // The best frame of what is or may become an event: another run begins where the score rises again with none open.
    private void Remember(int label)
    {
        var isLow = _scores[label] < _rules[label].Low;
        if (!isLow && _wasLow[label] && !_isOpen[label]) _best[label] = null;
        _wasLow[label] = isLow;
        if (isLow || (_best[label] is not null && _scores[label] <= _bestScore[label])) return;
        if (_best[label] is not { } best || best.Length != _top.Length) _best[label] = best = new ClassScore[_top.Length];
        _top.CopyTo(best, 0);
        _bestScore[label] = _scores[label];
    }

    private void Send(in EventChange change)
    {
        _sink.Accept(_composer.Compose(change, _best[change.ClassIndex] ?? []));
        _isOpen[change.ClassIndex] = change.State != EventState.Close;
    }
}
