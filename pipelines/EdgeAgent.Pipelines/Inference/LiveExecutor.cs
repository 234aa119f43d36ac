namespace EdgeAgent.Pipelines.Inference;

/// <summary>Runs a live window on the calling thread, at once, and keeps requests back meanwhile.</summary>
internal sealed class LiveExecutor(InferencePermit permit) : IBatchExecutor
{
    /// <inheritdoc/>
    public int Depth => 1;

    /// <inheritdoc/>
    public void Submit(WindowBatch batch)
    {
        permit.EnterLive();
        try
        {
            batch.Run();
        }
        finally
        {
            permit.LeaveLive();
        }
    }

    /// <inheritdoc/>
    public void Wait(WindowBatch batch)
    {
    }
}
