using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Topology;
using EdgeAgent.Pipelines.Windows;

namespace EdgeAgent.Pipelines.Switching;

/// <summary>The models of one live pipeline over all its epochs. They can be changed while sound flows; see <see cref="IModelSwitch"/>, whose words these are, for one pipeline.</summary>
public sealed class PipelineModels : IDisposable
{
    private readonly string _pipeline;
    private readonly ModelPlace[] _places;
    private readonly SampleHistory _history = new();

    /// <summary>Makes the places.</summary>
    /// <param name="pipeline">Name of the pipeline.</param>
    /// <param name="models">Its first models, each with what opens it again; at least one.</param>
    /// <param name="switched">Told of every change that took place; null when nobody asks.</param>
    public PipelineModels(string pipeline, IEnumerable<(ModelLease Owned, Func<ModelLease> Open)> models, Action<ModelSwap>? switched = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        _pipeline = pipeline;
        _places = [.. models.Select(m => new ModelPlace(pipeline, ModelSeat.Of(m.Owned, m.Open)) { Switched = switched })];
    }

    /// <summary>The models that have the places now.</summary>
    public IReadOnlyList<ModelReference> Models => [.. _places.Select(p => p.Active.Reference)];

    /// <summary>As <see cref="Models"/>, with what they are; one whose session is being opened is left out.</summary>
    public IReadOnlyList<ModelRunner> Runners => [.. _places.Select(p => p.Active.RunnerIfOpen).OfType<ModelRunner>()];

    /// <inheritdoc cref="IModelSwitch.Observe"/>
    public IReadOnlyList<ModelObservation> Observe() => [.. _places.SelectMany(p => p.Observe())];

    /// <inheritdoc cref="IModelSwitch.SwitchAsync"/>
    /// <param name="request">What to put where.</param>
    /// <param name="open">Opens the package; called on a pool thread, and again when it has to come back later.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<SwitchOutcome> SwitchAsync(SwitchRequest request, Func<ModelLease> open, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Find(request.Replaces, out var place) is { } refusal) return SwitchOutcome.Refused(refusal);
        var manifest = request.Package.Manifest;
        if (_places.FirstOrDefault(p => p != place && IsSame(p.Active.Reference, manifest)) is not null) return SwitchOutcome.Refused(Twice(manifest));
        return await place!.SwitchAsync(Seat(request.Package, request.Variant, open), request, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc cref="IModelSwitch.Accept"/>
    public string? Accept(string? model)
    {
        if (Find(model, out var place) is { } refusal) return refusal;
        return place!.Accept() ? null : $"{_pipeline}: {place.Active.Reference.Name} is not on probation, so there is nothing to accept";
    }

    /// <inheritdoc cref="IModelSwitch.RollBackAsync"/>
    public async Task<SwitchOutcome> RollBackAsync(string? model, string reason, CancellationToken cancellation) => Find(model, out var place) is { } refusal
        ? SwitchOutcome.Refused(refusal)
        : await place!.RollBackAsync(reason, cancellation).ConfigureAwait(false);

    /// <inheritdoc cref="IModelSwitch.StartBesideAsync"/>
    /// <param name="request">What is to hear where.</param>
    /// <param name="open">Opens the package; called on a pool thread.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<string?> StartBesideAsync(BesideRequest request, Func<ModelLease> open, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Find(request.Beside, out var place) is { } refusal) return refusal;
        if (request.Share is not (> 0 and <= 1)) return $"{_pipeline}: a share of {request.Share} of its streams is none; give one over 0, up to 1";
        // A shadow's events go nowhere, so that it may even be the same version in another variant.
        if (request.Publish && _places.Any(p => IsSame(p.Active.Reference, request.Package.Manifest))) return Twice(request.Package.Manifest);
        return await place!.StartBesideAsync(new BesideSeat(Seat(request.Package, request.Variant, open), request.Publish, request.Share), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc cref="IModelSwitch.StopBeside"/>
    public ModelObservation? StopBeside(string? model) => Find(model, out var place) is null ? place!.StopBeside() : null;

    /// <summary>Closes all sessions. Only when no epoch runs.</summary>
    public void Dispose()
    {
        foreach (var place in _places) place.Dispose();
    }

    /// <summary>Whether a change waits for the thread that analyses.</summary>
    internal bool IsChangeWaiting => Array.Exists(_places, p => p.Change is not null);

    /// <summary>Whether every place's session is open.</summary>
    internal bool IsOpen => Array.TrueForAll(_places, p => p.Active.IsOpen);

    /// <summary>The longest hop of the models whose sessions are open, seconds; 0 when none is.</summary>
    internal double LongestHopSeconds => Runners.Select(r => r.Package.Manifest.Input).Select(i => (double)i.HopSamples / i.SampleRate).DefaultIfEmpty().Max();

    /// <summary>Begins an epoch in all places.</summary>
    internal IReadOnlyList<IModelEpoch> Begin(EpochContext context)
    {
        _history.Clear();
        // Read here, where no session can be closed under it: between epochs a closed one has no manifest to read.
        var inputs = _places.Where(p => p.Active.IsOpen).Select(p => p.Active.Runner.Package.Manifest.Input).ToArray();
        _history.EnsureCapacity(inputs.Length == 0 ? context.Timeline.Rate : WarmUp.History(inputs, context.Timeline.Rate));
        var begun = new List<IModelEpoch>(_places.Length);
        try
        {
            foreach (var place in _places) begun.Add(place.Begin(context, _history));
            return begun;
        }
        catch
        {
            foreach (var epoch in begun) epoch.Dispose();
            throw;
        }
    }

    /// <summary>Remembers the samples that the places will be given next.</summary>
    internal void Hear(ReadOnlySpan<float> samples) => _history.Append(samples);

    private static ModelSeat Seat(ModelPackage package, ModelVariant variant, Func<ModelLease> open) =>
        new(new ModelReference(package.Manifest.Name, package.Manifest.Version, variant.Name, package.Digest, ""), open);

    private static bool IsSame(ModelReference model, ModelManifest manifest) => model.Name == manifest.Name && model.Version == manifest.Version;

    private string Twice(ModelManifest manifest) =>
        $"{_pipeline}: {manifest.Name} {manifest.Version} hears it already; each version can be there once, because its events would have the same ids";

    private string? Find(string? model, out ModelPlace? place)
    {
        place = model is null
            ? _places.Length == 1 ? _places[0] : null
            : Array.Find(_places, p => p.Active.Reference.Name == model);
        if (place is not null) return null;
        var names = string.Join(", ", _places.Select(p => p.Active.Reference.Name));
        return model is null ? $"{_pipeline} has {_places.Length} models ({names}); name the one that is meant" : $"{_pipeline} has no model {model}; it has {names}";
    }
}
