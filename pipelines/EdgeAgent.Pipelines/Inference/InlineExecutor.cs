namespace EdgeAgent.Pipelines.Inference;

/// <summary>Runs a batch on the calling thread, at once: the least work for one stream on one core.</summary>
internal sealed class InlineExecutor : IBatchExecutor
{
    /// <inheritdoc/>
    public int Depth => 1;

    /// <inheritdoc/>
    public void Submit(WindowBatch batch) => batch.Run();

    /// <inheritdoc/>
    public void Wait(WindowBatch batch)
    {
    }
}
