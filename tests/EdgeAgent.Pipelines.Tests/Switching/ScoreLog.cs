using EdgeAgent.Core.Events;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Pipelines.Tests.Switching;

/// <summary>Keeps every row of scores.</summary>
internal sealed class ScoreLog : IScoreSink
{
    public List<ScoreRow> Rows { get; } = [];

    public IEnumerable<ScoreRow> Of(string model) => Rows.Where(r => r.Model == model);

    public void Accept(ModelReference model, long first, long last, ReadOnlySpan<float> scores) => Rows.Add(new ScoreRow(model.Name, first, last, scores.ToArray()));
}
