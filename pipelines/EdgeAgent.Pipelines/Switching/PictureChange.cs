using EdgeAgent.Core.Control;

namespace EdgeAgent.Pipelines.Switching;

/// <summary>A model that is to take the place of the one that looks.</summary>
/// <param name="To">The model.</param>
/// <param name="Keeps">Whether the one before is kept ready.</param>
/// <param name="Cause">The ledger's word for why.</param>
/// <param name="Detail">Why, one sentence; null when there is nothing to say.</param>
internal sealed record PictureChange(PictureSeat To, bool Keeps, string Cause, string? Detail)
{
    private readonly TaskCompletionSource<SwitchOutcome> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What came of it.</summary>
    public Task<SwitchOutcome> Done => _done.Task;

    /// <summary>It has come to its end.</summary>
    public void Complete(SwitchOutcome outcome) => _done.TrySetResult(outcome);
}
