using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Pipelines.Switching;

/// <summary>Compares the scores of the model beside with those of the active one; written by the thread that analyses, read from any.</summary>
/// <remarks>Each window of the model beside is compared with the window of the active model whose cell holds the centre of its own: windows and hops may differ.</remarks>
internal sealed class AgreementMeter
{
    private readonly Lock _lock = new();
    private readonly ModelRunner _with;
    private readonly Tally[] _tallies;
    private readonly ScoreRows _active;
    private readonly ScoreRows _beside;
    private long _compared;
    private long _missed;

    public AgreementMeter(ModelRunner active, ModelRunner beside)
    {
        _with = active;
        _active = new ScoreRows(active.Package.Labels.Count);
        _beside = new ScoreRows(beside.Package.Labels.Count);
        Active = new Side(this, _active);
        Beside = new Side(this, _beside);
        _tallies = [.. active.Package.Labels.Union(beside.Package.Labels, StringComparer.Ordinal)
            .Select(label => new Tally(label, RuleOf(active, label), RuleOf(beside, label)))
            .Where(t => t.Active.Rule is { Report: true } || t.Beside.Rule is { Report: true })];
    }

    /// <summary>Takes the active model's scores.</summary>
    public IScoreSink Active { get; }

    /// <summary>Takes the other model's scores.</summary>
    public IScoreSink Beside { get; }

    /// <summary>Whether it compares with this active model.</summary>
    public bool IsWith(ModelRunner active) => ReferenceEquals(_with, active);

    /// <summary>What has come of it.</summary>
    public ModelAgreement Read()
    {
        lock (_lock) return new ModelAgreement(_compared, _missed, [.. _tallies.Select(t => t.Read())]);
    }

    /// <summary>A new epoch begins, or the model beside was not there for a while: nothing that waits can be compared any more.</summary>
    public void Restart()
    {
        lock (_lock)
        {
            _missed += _beside.Count;
            _active.Clear();
            _beside.Clear();
        }
    }

    private static (int Index, EventRules? Rule) RuleOf(ModelRunner model, string label)
    {
        for (var i = 0; i < model.Package.Labels.Count; i++)
            if (model.Package.Labels[i] == label) return (i, model.Rules[i]);
        return (-1, null);
    }

    private void Add(ScoreRows rows, long first, long last, ReadOnlySpan<float> scores)
    {
        lock (_lock)
        {
            if (rows.Add(first, last, scores) && rows == _beside) _missed++;
            while (_beside.Count > 0 && _active.Count > 0)
            {
                var centre = (_beside.Cell.First + _beside.Cell.Last) / 2;
                var cell = _active.Cell;
                if (cell.Last <= centre)
                {
                    // Centres only grow: nobody asks for this row any more.
                    _active.Drop();
                    continue;
                }

                if (cell.First <= centre) Compare();
                else _missed++;
                _beside.Drop();
            }
        }
    }

    private void Compare()
    {
        _compared++;
        foreach (var tally in _tallies) tally.Add(_active.Scores, _beside.Scores);
    }

    private sealed class Side(AgreementMeter owner, ScoreRows rows) : IScoreSink
    {
        public void Accept(ModelReference model, long first, long last, ReadOnlySpan<float> scores) => owner.Add(rows, first, last, scores);
    }

    private sealed class Tally(string label, (int Index, EventRules? Rule) active, (int Index, EventRules? Rule) beside)
    {
        private long _both;
        private long _onlyActive;
        private long _onlyBeside;
        private long _count;
        private double _delta;

        public (int Index, EventRules? Rule) Active => active;

        public (int Index, EventRules? Rule) Beside => beside;

        public void Add(ReadOnlySpan<float> activeScores, ReadOnlySpan<float> besideScores)
        {
            var inActive = active.Rule is { } first && activeScores[active.Index] >= first.High;
            var inBeside = beside.Rule is { } second && besideScores[beside.Index] >= second.High;
            if (inActive && inBeside) _both++;
            else if (inActive) _onlyActive++;
            else if (inBeside) _onlyBeside++;
            if (active.Index < 0 || beside.Index < 0) return;
            _count++;
            _delta += Math.Abs(activeScores[active.Index] - besideScores[beside.Index]);
        }

        public LabelAgreement Read() => new(label, _both, _onlyActive, _onlyBeside, _count > 0 ? _delta / _count : null);
    }
}
