using EdgeAgent.Configuration;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Hosting;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Switching;

namespace EdgeAgent.Run;

/// <summary>Changes the models of the agent's pipelines while they run.</summary>
/// <param name="pipelines">All pipelines.</param>
/// <param name="models">Opens sessions, once for all pipelines that use the same.</param>
internal sealed class ModelSwitchboard(IReadOnlyList<LivePipeline> pipelines, ModelSet models) : IModelSwitch
{
    /// <inheritdoc/>
    public event Action<ModelSwap>? Switched;

    /// <summary>Tells of a change that took place.</summary>
    public void Tell(ModelSwap swap) => Switched?.Invoke(swap);

    /// <inheritdoc/>
    public IReadOnlyList<ModelObservation> Observe() => [.. pipelines.SelectMany(p => p.Places?.Observe() ?? [])];

    /// <inheritdoc/>
    public async Task<SwitchOutcome> SwitchAsync(SwitchRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Find(request.Pipeline, out var pipeline, out var places) is { } refusal
            ? SwitchOutcome.Refused(refusal)
            : await places!.SwitchAsync(request, () => Lend(request.Package, request.Variant, pipeline!), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public string? Accept(string pipeline, string model) => Find(pipeline, out _, out var places) ?? places!.Accept(model);

    /// <inheritdoc/>
    public async Task<SwitchOutcome> RollBackAsync(string pipeline, string model, string reason, CancellationToken cancellation) =>
        Find(pipeline, out _, out var places) is { } refusal ? SwitchOutcome.Refused(refusal) : await places!.RollBackAsync(model, reason, cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<string?> StartBesideAsync(BesideRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Find(request.Pipeline, out var pipeline, out var places)
            ?? await places!.StartBesideAsync(request, () => Lend(request.Package, request.Variant, pipeline!), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ModelObservation? StopBeside(string pipeline, string model) => Find(pipeline, out _, out var places) is null ? places!.StopBeside(model) : null;

    /// <summary>Lends a model for a pipeline. Rules that contradict a package make that package unusable here; pipelines know nothing of configuration.</summary>
    /// <exception cref="ModelException">It can't be opened.</exception>
    public ModelLease Lend(ModelPackage package, ModelVariant variant, LivePipeline pipeline)
    {
        try
        {
            return models.Lend(package, variant, pipeline.Settings.Rules);
        }
        catch (ConfigException error)
        {
            throw new ModelException(string.Join("; ", error.Problems), error);
        }
    }

    private string? Find(string name, out LivePipeline? pipeline, out PipelineModels? places)
    {
        pipeline = pipelines.FirstOrDefault(p => p.Name == name);
        places = pipeline?.Places;
        if (pipeline is null) return $"there is no pipeline {name} here; there are {string.Join(", ", pipelines.Select(p => p.Name))}";
        if (pipeline.Sees) return $"{name} looks at frames, and its model is changed with a restart of the pipeline: activate or configure the version, then restart {name}";
        return pipeline.State is PipelineState.Running or PipelineState.Paused && places is not null ? null : $"{name} has ended or failed; restart it first";
    }
}
