using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Benchmarks.Audio;

/// <summary>Runs every batch at once and hashes its scores' bits (FNV-1a), to prove that both sides computed the same.</summary>
internal sealed class ScoreHash : IBatchExecutor
{
    /// <summary>The hash of the scores so far.</summary>
    public ulong Value { get; private set; } = Hash.Empty;

    /// <summary>Windows so far.</summary>
    public long Windows { get; private set; }

    /// <inheritdoc/>
    public int Depth => 1;

    /// <inheritdoc/>
    public void Submit(WindowBatch batch)
    {
        batch.Run();
        Windows += batch.Count;
        for (var i = 0; i < batch.Count; i++)
            Value = Hash.Add(Value, batch.Scores(i));
    }

    /// <inheritdoc/>
    public void Wait(WindowBatch batch)
    {
    }
}
