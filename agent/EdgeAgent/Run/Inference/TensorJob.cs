using EdgeAgent.Core.Control.Inference;

namespace EdgeAgent.Run.Inference;

/// <summary>A request that waits for its run.</summary>
/// <param name="session">The model.</param>
/// <param name="inputs">Tensors in the order of the model's inputs; they fit it.</param>
/// <param name="outputs">Which of the model's outputs are wanted, in this order.</param>
/// <param name="rows">Rows of the request; 1 where the model does not count them.</param>
/// <param name="arrived">When it came, on the clock's monotonic scale.</param>
/// <param name="cancellation">Gives it up.</param>
internal sealed class TensorJob(ServedSession session, TensorData[] inputs, int[] outputs, int rows, long arrived, CancellationToken cancellation)
{
    private readonly TaskCompletionSource<TensorData[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The model.</summary>
    public ServedSession Session { get; } = session;

    /// <summary>Tensors in the order of the model's inputs.</summary>
    public TensorData[] Inputs { get; } = inputs;

    /// <summary>Which of the model's outputs are wanted.</summary>
    public int[] Outputs { get; } = outputs;

    /// <summary>Its rows.</summary>
    public int Rows { get; } = rows;

    /// <summary>When it came.</summary>
    public long Arrived { get; } = arrived;

    /// <summary>Gives it up.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Its outputs.</summary>
    public Task<TensorData[]> Done => _done.Task;

    /// <summary>It has its outputs.</summary>
    public void Complete(TensorData[] results) => _done.TrySetResult(results);

    /// <summary>It failed.</summary>
    public void Fail(Exception error) => _done.TrySetException(error);

    /// <summary>It was given up.</summary>
    public void GiveUp() => _done.TrySetCanceled(Cancellation);
}
