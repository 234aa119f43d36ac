using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;

namespace EdgeAgent.ModelsWorker;

/// <summary>A pipeline that has always heard enough for a verdict.</summary>
internal sealed class OnePipeline(ModelPackage first) : IModelSwitch
{
    private ModelReference _working = Reference(first, "full");

    public event Action<ModelSwap>? Switched;

    public IReadOnlyList<ModelObservation> Observe() =>
    [
        new ModelObservation("reef", ModelRole.Active, new ModelFigures(_working)
        {
            Seconds = 86400, Windows = 100000, Errors = 0, NotFinite = 0, Events = 100, BusySeconds = 1, Latency = new LatencyFigures(1, 1e-4, 1e-4, 1e-4, 1e-4),
        }),
    ];

    public Task<SwitchOutcome> SwitchAsync(SwitchRequest request, CancellationToken cancellation)
    {
        var swap = new ModelSwap("reef", "stream", 0, 1000, _working, Reference(request.Package, request.Variant.Name), "activated", null);
        _working = swap.To;
        Switched?.Invoke(swap);
        return Task.FromResult(SwitchOutcome.Done(swap));
    }

    public string? Accept(string pipeline, string model) => null;

    public Task<SwitchOutcome> RollBackAsync(string pipeline, string model, string reason, CancellationToken cancellation) => Task.FromResult(SwitchOutcome.Refused("nothing is kept"));

    public Task<string?> StartBesideAsync(BesideRequest request, CancellationToken cancellation) => Task.FromResult<string?>(null);

    public ModelObservation? StopBeside(string pipeline, string model) => null;

    private static ModelReference Reference(ModelPackage package, string variant) => new(package.Manifest.Name, package.Manifest.Version, variant, package.Digest, "CPU");
}
