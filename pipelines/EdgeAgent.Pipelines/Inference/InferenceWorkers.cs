namespace EdgeAgent.Pipelines.Inference;

/// <summary>Who runs batches: the stream's own thread, or worker threads that all streams share.</summary>
public sealed class InferenceWorkers : IDisposable
{
    internal InferenceWorkers(IBatchExecutor executor) => Executor = executor;

    internal IBatchExecutor Executor { get; }

    /// <summary>Makes the workers.</summary>
    /// <param name="threads">0 or 1 runs every batch on its stream's own thread; more start that many worker threads.</param>
    public static InferenceWorkers Create(int threads) =>
        new(threads <= 1 ? new InlineExecutor() : new WorkerExecutor(threads));

    /// <inheritdoc/>
    public void Dispose() => (Executor as IDisposable)?.Dispose();
}
