using EdgeAgent.Core.Events;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Pipelines.Switching;

/// <summary>Gives scores to whoever watches the pipeline, and to the comparison with the model beside while there is one.</summary>
internal sealed class ScoreTee(IScoreSink? watcher) : IScoreSink
{
    /// <summary>The comparison; null while there is none.</summary>
    public IScoreSink? Comparison { get; set; }

    /// <inheritdoc/>
    public void Accept(ModelReference model, long first, long last, ReadOnlySpan<float> scores)
    {
        watcher?.Accept(model, first, last, scores);
        Comparison?.Accept(model, first, last, scores);
    }
}
