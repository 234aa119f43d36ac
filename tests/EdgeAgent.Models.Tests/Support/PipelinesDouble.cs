using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Tests.Support;

/// <summary>Pipelines that switch at once and whose figures a test writes: what the transaction sees of real ones.</summary>
internal sealed class PipelinesDouble : IModelSwitch
{
    private readonly Dictionary<string, ModelReference> _working = [];
    private readonly Dictionary<string, (ModelReference Model, bool Publish)> _beside = [];

    public event Action<ModelSwap>? Switched;

    /// <summary>Figures by digest; what has none stands at its first window.</summary>
    public Dictionary<string, (double Seconds, long Events)> Figures { get; } = [];

    /// <summary>Everything that was asked for.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Answers a switch with a refusal.</summary>
    public Func<SwitchRequest, string?> Refuses { get; set; } = _ => null;

    /// <summary>Keeps every switch waiting, after it was asked for and before it answers; null for at once.</summary>
    public Func<Task>? Delays { get; set; }

    public long Failures { get; set; }

    public void Run(string pipeline, ModelPackage package) => _working[pipeline] = Reference(package, "full");

    public int VersionOf(string pipeline)
    {
        lock (_working) return _working[pipeline].Version;
    }

    public void Set(string digest, double seconds, long events)
    {
        lock (_working) Figures[digest] = (seconds, events);
    }

    public IReadOnlyList<ModelObservation> Observe()
    {
        lock (_working)
        {
            return [.. _working.Select(w => new ModelObservation(w.Key, ModelRole.Active, Read(w.Value))),
                .. _beside.Select(b => new ModelObservation(b.Key, b.Value.Publish ? ModelRole.Trial : ModelRole.Shadow, Read(b.Value.Model)) { Agreement = new ModelAgreement(100, 0, [new LabelAgreement("humpback", 7, 2, 3, 0.1)]) })];
        }
    }

    public async Task<SwitchOutcome> SwitchAsync(SwitchRequest request, CancellationToken cancellation)
    {
        if (Delays is { } delay) await delay();
        lock (_working)
        {
            Calls.Add($"{request.Pipeline} → {request.Package.Manifest.Version}");
            if (Refuses(request) is { } refusal) return SwitchOutcome.Refused(refusal);
            var (from, to) = (_working[request.Pipeline], Reference(request.Package, request.Variant.Name));
            _working[request.Pipeline] = to;
            var swap = new ModelSwap(request.Pipeline, "stream", 1000, 1000, from, to, "activated", request.Detail);
            Switched?.Invoke(swap);
            return SwitchOutcome.Done(swap);
        }
    }

    public string? Accept(string pipeline, string model)
    {
        lock (_working) Calls.Add($"{pipeline} accepted");
        return null;
    }

    public Task<SwitchOutcome> RollBackAsync(string pipeline, string model, string reason, CancellationToken cancellation) =>
        Task.FromResult(SwitchOutcome.Refused("it is not on probation here"));

    public Task<string?> StartBesideAsync(BesideRequest request, CancellationToken cancellation)
    {
        lock (_working)
        {
            Calls.Add($"{request.Pipeline} + {request.Package.Manifest.Version} {(request.Publish ? $"trial {request.Share}" : "shadow")}");
            _beside[request.Pipeline] = (Reference(request.Package, request.Variant.Name), request.Publish);
        }

        return Task.FromResult<string?>(null);
    }

    public ModelObservation? StopBeside(string pipeline, string model)
    {
        lock (_working) _beside.Remove(pipeline);
        return null;
    }

    public bool IsBeside(string pipeline)
    {
        lock (_working) return _beside.ContainsKey(pipeline);
    }

    private static ModelReference Reference(ModelPackage package, string variant) => new(package.Manifest.Name, package.Manifest.Version, variant, package.Digest, "CPU");

    private ModelFigures Read(ModelReference model)
    {
        var (seconds, events) = Figures.GetValueOrDefault(model.Digest);
        return new ModelFigures(model)
        {
            Seconds = seconds, Windows = (long)(20 * seconds), Errors = Failures, NotFinite = 0, Events = events, BusySeconds = 0,
            Latency = new LatencyFigures(1, 0.001, 0.001, 0.001, 0.001),
        };
    }
}
