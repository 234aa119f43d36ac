using EdgeAgent.Configuration;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Hosting;
using EdgeAgent.Pipelines.Inference;

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
    public IReadOnlyList<ModelObservation> Observe() => [.. pipelines.SelectMany(p => p.Observe())];

    /// <inheritdoc/>
    public async Task<SwitchOutcome> SwitchAsync(SwitchRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Find(request.Pipeline, out var pipeline) is { } refusal ? SwitchOutcome.Refused(refusal)
            : pipeline!.Frames is { } frames ? await frames.SwitchAsync(request, cancellation).ConfigureAwait(false)
            : await pipeline.Places!.SwitchAsync(request, () => Lend(request.Package, request.Variant, pipeline), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public string? Accept(string pipeline, string model) => Find(pipeline, out var found) ?? (found!.Frames is { } frames ? frames.Accept(model) : found.Places!.Accept(model));

    /// <inheritdoc/>
    public async Task<SwitchOutcome> RollBackAsync(string pipeline, string model, string reason, CancellationToken cancellation) =>
        Find(pipeline, out var found) is { } refusal ? SwitchOutcome.Refused(refusal)
        : found!.Frames is { } frames ? await frames.RollBackAsync(model, reason, cancellation).ConfigureAwait(false)
        : await found.Places!.RollBackAsync(model, reason, cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<string?> StartBesideAsync(BesideRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Find(request.Pipeline, out var pipeline)
            ?? (pipeline!.Sees ? $"{request.Pipeline} looks at frames, and nothing looks beside its model; activate the version without a shadow and for all streams" : null)
            ?? await pipeline.Places!.StartBesideAsync(request, () => Lend(request.Package, request.Variant, pipeline), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ModelObservation? StopBeside(string pipeline, string model) => Find(pipeline, out var found) is null ? found!.Places?.StopBeside(model) : null;

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

    // Whoever is found has models that can be asked for something.
    private string? Find(string name, out LivePipeline? pipeline)
    {
        pipeline = pipelines.FirstOrDefault(p => p.Name == name);
        if (pipeline is null) return $"there is no pipeline {name} here; there are {string.Join(", ", pipelines.Select(p => p.Name))}";
        return pipeline.State is PipelineState.Running or PipelineState.Paused && (pipeline.Sees || pipeline.Places is not null) ? null : $"{name} has ended or failed; restart it first";
    }
}
