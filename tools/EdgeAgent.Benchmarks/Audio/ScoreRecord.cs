using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Benchmarks.Audio;

/// <summary>Runs every batch at once and keeps the first score of each window.</summary>
internal sealed class ScoreRecord : IBatchExecutor
{
    private readonly List<float> _scores = [];

    /// <summary>The scores so far, in order.</summary>
    public IReadOnlyList<float> Scores => _scores;

    /// <inheritdoc/>
    public int Depth => 1;

    /// <inheritdoc/>
    public void Submit(WindowBatch batch)
    {
        batch.Run();
        for (var i = 0; i < batch.Count; i++) _scores.Add(batch.Scores(i)[0]);
    }

    /// <inheritdoc/>
    public void Wait(WindowBatch batch)
    {
    }
}
