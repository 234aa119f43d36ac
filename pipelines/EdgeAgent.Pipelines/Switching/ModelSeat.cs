using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Windows;

namespace EdgeAgent.Pipelines.Switching;

/// <summary>A model in a place of a pipeline, or kept ready for it: its session, how to open it again, and what it has done there.</summary>
/// <param name="reference">What events say of it, as far as it is known before its session is open.</param>
/// <param name="open">Opens its session; never called on the thread that analyses.</param>
internal sealed class ModelSeat(ModelReference reference, Func<ModelLease> open)
{
    private volatile ModelLease? _lease;
    private volatile ModelReference _reference = reference;
    private volatile ModelMeter _meter = new();

    /// <summary>The model. Only while <see cref="IsOpen"/>.</summary>
    public ModelRunner Runner => (_lease ?? throw new ObjectDisposedException(nameof(ModelSeat))).Runner;

    /// <summary>The model; null while its session is closed.</summary>
    public ModelRunner? RunnerIfOpen => _lease?.Runner;

    /// <summary>Whether its session is open.</summary>
    public bool IsOpen => _lease is not null;

    /// <summary>What events say of it.</summary>
    public ModelReference Reference => _reference;

    /// <summary>What it has done since it took the place.</summary>
    public ModelMeter Meter => _meter;

    /// <summary>A model whose session is open already.</summary>
    public static ModelSeat Of(ModelLease lease, Func<ModelLease> open)
    {
        var seat = new ModelSeat(lease.Runner.Reference, open);
        seat.Take(lease);
        return seat;
    }

    /// <summary>Opens its session and runs it once.</summary>
    /// <exception cref="ModelException">The model can't be opened; one sentence.</exception>
    /// <exception cref="OrtException">Its first run failed.</exception>
    public void Open()
    {
        var lease = open();
        try
        {
            lease.Runner.Rehearse();
        }
        catch
        {
            lease.Dispose();
            throw;
        }

        Take(lease);
    }

    /// <summary>As <see cref="Open"/>, and has the warm-up measured that it will need, so that the thread that analyses finds it done.</summary>
    /// <param name="rate">Rate of the source; 0 where it is not known yet.</param>
    /// <param name="present">The model in the place: it may have to come back.</param>
    /// <returns>Null, or why it can't be opened.</returns>
    public string? TryOpen(int rate, ModelSeat present)
    {
        try
        {
            Open();
            foreach (var runner in (ModelRunner?[])[RunnerIfOpen, present.RunnerIfOpen])
                if (rate > 0 && runner is not null) _ = WarmUp.Of(runner.Package.Manifest.Input, rate);
            return null;
        }
        catch (Exception failure) when (failure is ModelException or OrtException)
        {
            Close();
            return failure.Message;
        }
    }

    /// <summary>Begins to measure anew: it takes a place again.</summary>
    public void Measure() => _meter = new ModelMeter();

    /// <summary>Lets the session go. That may take long: never on the thread that analyses.</summary>
    public void Close()
    {
        var lease = _lease;
        _lease = null;
        lease?.Dispose();
    }

    /// <summary>As <see cref="Close"/>, without waiting for it.</summary>
    public void CloseSoon()
    {
        var lease = _lease;
        _lease = null;
        if (lease is not null) _ = Task.Run(lease.Dispose);
    }

    private void Take(ModelLease lease)
    {
        _reference = lease.Runner.Reference;
        _lease = lease;
    }
}
