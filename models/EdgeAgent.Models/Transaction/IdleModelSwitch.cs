using EdgeAgent.Core.Models.Lifecycle;

namespace EdgeAgent.Models.Transaction;

/// <summary>Where no pipeline runs: nothing uses a model, so nothing is switched.</summary>
public sealed class IdleModelSwitch : IModelSwitch
{
    /// <inheritdoc/>
    public IReadOnlyList<ModelUse> UsesOf(string model) => [];

    /// <inheritdoc/>
    public Task<ModelSwitchResult> SwitchAsync(ModelSwitchOrder order, CancellationToken cancellation) =>
        Task.FromResult(new ModelSwitchResult(-1, "no pipeline runs here"));

    /// <inheritdoc/>
    public Task<string?> StartShadowAsync(ModelSwitchOrder order, CancellationToken cancellation) => Task.FromResult<string?>("no pipeline runs here");

    /// <inheritdoc/>
    public ShadowObservation? ObserveShadow(string pipeline, string model) => null;

    /// <inheritdoc/>
    public Task StopShadowAsync(string pipeline, string model) => Task.CompletedTask;

    /// <inheritdoc/>
    public ModelObservation? Observe(string pipeline, string model) => null;
}
