using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Hosting;

/// <summary>A model that sees, lent by the models of a run; giving it back closes its session when nobody else uses it.</summary>
/// <param name="model">The model.</param>
/// <param name="release">Gives it back; called once.</param>
internal sealed class ImageModelLease(ImageModel model, Action release) : IDisposable
{
    private int _released;

    /// <summary>The model.</summary>
    public ImageModel Model { get; } = model;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0) release();
    }
}
