using EdgeAgent.Core.Events;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Pipelines.Switching;

/// <summary>A model in the place of a pipeline that sees, or kept ready for it: its session, its rules, what it is bound to, and what it has done there.</summary>
/// <param name="model">The model.</param>
/// <param name="options">The rules of its events.</param>
/// <param name="runner">Binds it to the pipeline's frames; asked for once, when the pipeline runs.</param>
/// <param name="owned">Gives the model back.</param>
public sealed class PictureSeat(ImageModel model, FrameEventOptions options, Func<FrameRunner> runner, IDisposable owned) : IDisposable
{
    private volatile ModelMeter _meter = new();
    private FrameRunner? _runner;
    private int _closed;

    /// <summary>The model.</summary>
    public ImageModel Model => model;

    /// <summary>The rules of its events.</summary>
    public FrameEventOptions Options => options;

    /// <summary>What events say of it.</summary>
    public ModelReference Reference => model.Reference;

    /// <summary>What it has done since it took the place.</summary>
    internal ModelMeter Meter => _meter;

    /// <summary>Looks at frames. For one thread at a time.</summary>
    internal FrameRunner Runner => _runner ??= runner();

    /// <summary>Binds it to the pipeline's frames, so that the thread that analyses finds that done.</summary>
    /// <exception cref="Core.Models.ModelException">Its tensors can't be bound.</exception>
    public void Bind() => _ = Runner;

    /// <summary>Begins to measure anew: it takes a place again.</summary>
    internal void Measure() => _meter = new ModelMeter();

    /// <summary>Lets the session go, without waiting for it.</summary>
    internal void CloseSoon() => _ = Task.Run(Dispose);

    /// <summary>Lets the session go. That may take long: never on the thread that analyses.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        _runner?.Dispose();
        owned.Dispose();
    }
}
