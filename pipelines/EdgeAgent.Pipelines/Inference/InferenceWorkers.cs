namespace EdgeAgent.Pipelines.Inference;

/// <summary>Who runs batches: the stream's own thread, or worker threads that all streams share.</summary>
public sealed class InferenceWorkers : IDisposable
{
    internal InferenceWorkers(IBatchExecutor executor) => Executor = executor;

    /// <summary>What keeps requests back while live work is done; null where nothing is live.</summary>
    public InferencePermit? Permit { get; private init; }

    internal IBatchExecutor Executor { get; }

    /// <summary>Makes the workers.</summary>
    /// <param name="threads">0 or 1 runs every batch on its stream's own thread; more start that many worker threads.</param>
    public static InferenceWorkers Create(int threads) =>
        new(threads <= 1 ? new InlineExecutor() : new WorkerExecutor(threads));

    /// <summary>Runs live windows on their streams' own threads, before requests.</summary>
    /// <param name="permit">Keeps requests back.</param>
    public static InferenceWorkers Live(InferencePermit permit) => new(new LiveExecutor(permit)) { Permit = permit };

    /// <summary>Runs the windows of a requested recording on the calling thread, after live ones.</summary>
    /// <param name="permit">Lets each batch in.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public static InferenceWorkers Requests(InferencePermit permit, CancellationToken cancellation) => new(new RequestExecutor(permit, cancellation));

    /// <inheritdoc/>
    public void Dispose() => (Executor as IDisposable)?.Dispose();
}
