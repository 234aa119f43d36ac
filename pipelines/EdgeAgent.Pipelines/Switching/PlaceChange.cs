using EdgeAgent.Core.Control;

namespace EdgeAgent.Pipelines.Switching;

/// <summary>A change of a place's model that was asked for and has not happened yet.</summary>
/// <param name="to">The model that comes.</param>
internal sealed class PlaceChange(ModelSeat to)
{
    private readonly TaskCompletionSource<SwitchOutcome> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The model that comes.</summary>
    public ModelSeat To => to;

    /// <summary>Whether the old session goes before the new one is opened.</summary>
    public required SwapMode Mode { get; init; }

    /// <summary>Position asked for; null for as soon as possible.</summary>
    public long? At { get; init; }

    /// <summary>Whether the model before is kept ready.</summary>
    public bool KeepFormer { get; init; }

    /// <summary>Why.</summary>
    public required string Cause { get; init; }

    /// <summary>One sentence for people, or null.</summary>
    public string? Detail { get; init; }

    /// <summary>The model that left for it (<see cref="SwapMode.Replace"/>): its session is closed before the new one is opened.</summary>
    public ModelSeat? From { get; set; }

    /// <summary>What came of it.</summary>
    public Task<SwitchOutcome> Done => _done.Task;

    /// <summary>Completes when the old model has left its place (<see cref="SwapMode.Replace"/>), or nothing is to be waited for any more.</summary>
    public Task Left => _left.Task;

    /// <summary>The old model has left.</summary>
    public void Leave() => _left.TrySetResult();

    /// <summary>Tells what came of it; the first word counts.</summary>
    public void Complete(SwitchOutcome outcome)
    {
        _left.TrySetResult();
        _done.TrySetResult(outcome);
    }
}
