namespace EdgeAgent.Pipelines.Inference;

/// <summary>Runs batches of windows, here or on worker threads.</summary>
internal interface IBatchExecutor
{
    /// <summary>Starts a batch that is filled.</summary>
    void Submit(WindowBatch batch);

    /// <summary>Returns when a submitted batch has its scores; throws what its run threw.</summary>
    void Wait(WindowBatch batch);

    /// <summary>Batches that one stream may usefully have under way.</summary>
    int Depth { get; }
}
