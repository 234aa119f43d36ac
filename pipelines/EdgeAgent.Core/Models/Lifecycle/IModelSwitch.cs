namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>
/// Puts versions of models to work in the running pipelines and says how they do. Implemented where the pipelines are, used by the model transaction,
/// which calls from one thread at a time and decides; nothing here decides or keeps anything across a restart.
/// </summary>
public interface IModelSwitch
{
    /// <summary>The pipelines that run a version of the package now, by pipeline name.</summary>
    IReadOnlyList<ModelUse> UsesOf(string model);

    /// <summary>
    /// Builds the session in the background while the old one works, then switches at a position as <c>contracts.md</c> says.
    /// Asking for the version and variant that works already is granted and changes nothing.
    /// </summary>
    /// <returns>The position, or why the old model goes on. Expected failures are refusals, not exceptions.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled before the switch; the old model goes on.</exception>
    Task<ModelSwitchResult> SwitchAsync(ModelSwitchOrder order, CancellationToken cancellation);

    /// <summary>Lets a version score the same input beside the working one, without events.</summary>
    /// <returns>Null when it runs, else why not, one sentence.</returns>
    Task<string?> StartShadowAsync(ModelSwitchOrder order, CancellationToken cancellation);

    /// <summary>What the shadow of a package has done in a pipeline; null when none runs.</summary>
    ShadowObservation? ObserveShadow(string pipeline, string model);

    /// <summary>Ends the shadow of a package in a pipeline; nothing happens when none runs.</summary>
    Task StopShadowAsync(string pipeline, string model);

    /// <summary>What the working version of a package has done in a pipeline since it was put to work; null when the pipeline does not run the package.</summary>
    ModelObservation? Observe(string pipeline, string model);
}
