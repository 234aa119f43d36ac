using EdgeAgent.Core.Events;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Run;

/// <summary>Offers the scores of one pipeline's windows to those who look into it.</summary>
internal sealed class PipelineTap(LivePipeline pipeline, TapBoard board) : IScoreSink
{
    /// <inheritdoc/>
    public void Accept(ModelReference model, long first, long last, ReadOnlySpan<float> scores)
    {
        if (board.IsWatched) board.Offer(pipeline.Name, model, LabelsOf(model), first, last, scores);
    }

    private IReadOnlyList<string> LabelsOf(ModelReference model) => pipeline.Models.FirstOrDefault(m => m.Reference.Digest == model.Digest)?.Package.Labels ?? [];
}
