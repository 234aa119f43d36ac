namespace EdgeAgent.Pipelines.Inference;

/// <summary>A model that is lent by whoever keeps sessions; giving it back closes the session when nobody else uses it.</summary>
/// <param name="runner">The model.</param>
/// <param name="release">Gives it back; called once, from any thread.</param>
public sealed class ModelLease(ModelRunner runner, Action release) : IDisposable
{
    private int _released;

    /// <summary>The model.</summary>
    public ModelRunner Runner { get; } = runner;

    /// <summary>A model that belongs to the lease alone.</summary>
    public static ModelLease Of(ModelRunner owned)
    {
        ArgumentNullException.ThrowIfNull(owned);
        return new ModelLease(owned, owned.Dispose);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0) release();
    }
}
