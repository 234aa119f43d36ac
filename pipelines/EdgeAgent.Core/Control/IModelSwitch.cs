using EdgeAgent.Core.Events;

namespace EdgeAgent.Core.Control;

/// <summary>
/// Changes the models of running pipelines while sound flows, watches them, and lets a second model hear beside the first.
/// May be called from any thread; changes of one pipeline are made one after the other. What can't be done is told as a sentence, never thrown.
/// </summary>
/// <remarks>A pipeline's model is addressed by its package name; the one that takes its place may have another name.</remarks>
public interface IModelSwitch
{
    /// <summary>Told of every change that has taken place, automatic roll backs included; called on no thread that analyses, one at a time for a pipeline.</summary>
    event Action<ModelSwap>? Switched;

    /// <summary>Every model of every pipeline now, the ones beside them included.</summary>
    IReadOnlyList<ModelObservation> Observe();

    /// <summary>
    /// Puts a package in the place of a pipeline's model. Its session is built in the background; then it warms up from the sound that the pipeline remembers,
    /// and takes over at a position S: the old model's scores reach exactly to S, the new one's begin there. Completes once that has happened.
    /// </summary>
    /// <param name="request">What to put where.</param>
    /// <param name="cancellation">Gives up waiting; a change that still waits for its position is taken back, one that has begun is finished.</param>
    Task<SwitchOutcome> SwitchAsync(SwitchRequest request, CancellationToken cancellation);

    /// <summary>Ends probation: the model before, which was kept ready for a roll back, is let go.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="model">Package name of the model on probation.</param>
    /// <returns>Null, or one sentence that says why there is nothing to accept.</returns>
    string? Accept(string pipeline, string model);

    /// <summary>Puts the model before a model on probation in its place again, as <see cref="SwitchAsync"/> does.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="model">Package name of the model on probation.</param>
    /// <param name="reason">One sentence, kept in the ledger.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    Task<SwitchOutcome> RollBackAsync(string pipeline, string model, string reason, CancellationToken cancellation);

    /// <summary>Lets a second model hear beside a pipeline's model: as a shadow that publishes nothing, or as a trial that publishes its own events.</summary>
    /// <returns>Null once it hears, or one sentence that says why it can't.</returns>
    Task<string?> StartBesideAsync(BesideRequest request, CancellationToken cancellation);

    /// <summary>Ends the model beside a pipeline's model; what it has open closes.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="model">Package name of the pipeline's model.</param>
    /// <returns>What it has come to, or null when there was none.</returns>
    ModelObservation? StopBeside(string pipeline, string model);
}
