using EdgeAgent.Core.Events;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>Where scores of windows go besides aggregation. Called on the thread that analyses, in order of positions for each model: it must return at once.</summary>
public interface IScoreSink
{
    /// <summary>Takes one window's scores.</summary>
    /// <param name="model">The model that gave them.</param>
    /// <param name="first">Where the window's cell begins, in sample frames since the epoch began.</param>
    /// <param name="last">Where it ends.</param>
    /// <param name="scores">Scores after activation by class index, 0..1; valid during the call.</param>
    void Accept(ModelReference model, long first, long last, ReadOnlySpan<float> scores);
}
