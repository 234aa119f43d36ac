namespace EdgeAgent.Pipelines.Inference;

/// <summary>Runs batches of a requested recording on the calling thread, each after the live windows that are at work.</summary>
internal sealed class RequestExecutor(InferencePermit permit, CancellationToken cancellation) : IBatchExecutor
{
    /// <inheritdoc/>
    public int Depth => 1;

    /// <inheritdoc/>
    public void Submit(WindowBatch batch)
    {
        permit.Enter(cancellation);
        try
        {
            batch.Run();
        }
        finally
        {
            permit.Leave();
        }
    }

    /// <inheritdoc/>
    public void Wait(WindowBatch batch)
    {
    }
}
