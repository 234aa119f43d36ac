using EdgeAgent.Configuration;
using EdgeAgent.Core.Events;
using EdgeAgent.Hosting;
using EdgeAgent.Pipelines.Evidence;
using EdgeAgent.Pipelines.Evidence.Store;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Replay;

/// <summary>The clips of a replay: in a folder of their own, without budgets.</summary>
internal sealed class ReplayClips
{
    private readonly ReplayRequest _request;
    private readonly EvidenceStore _store;
    private readonly EvidenceCounters _counters = new();
    private readonly ClipOrigin _origin;
    private readonly TimeProvider _time;

    private ReplayClips(ReplayRequest request, string folder, AgentSettings settings, IReadOnlyList<ModelRunner> models, TimeProvider time)
    {
        (_request, _time) = (request, time);
        _store = new EvidenceStore(new EvidenceOptions { Directory = folder, SurvivesPowerCuts = false }, time, () => false);
        _origin = new ClipOrigin
        {
            Device = settings.Device,
            Pipeline = request.Pipeline,
            Source = "",
            Channel = request.Channel,
            Software = BuildInfo.Version,
            HighestHz = models.Max(m => m.Package.Manifest.Input.SampleRate) / 2.0,
        };
    }

    /// <summary>Why not every event has its clip; null when all have.</summary>
    public string? Problem => _counters.WithoutClip == 0 ? null
        : $"{_counters.WithoutClip} events have no clip: {_store.Figures.Problem ?? "their sound was not there any more"}; make room in {_request.ClipFolder} and replay again";

    /// <summary>Makes the folder's store; null where no clips are wanted.</summary>
    public static ReplayClips? Open(ReplayRequest request, AgentSettings settings, IReadOnlyList<ModelRunner> models, TimeProvider time) =>
        request.ClipFolder is { } folder ? new ReplayClips(request, folder, settings, models, time) : null;

    /// <summary>What stands before a sink while one epoch is replayed.</summary>
    /// <param name="sink">Takes the events.</param>
    /// <param name="recorder">Who recorded it.</param>
    public SoundEvidence Before(IEventSink sink, string recorder) => SoundEvidence.ForRecordings(_request.Clips, _origin with { Source = recorder }, _store, _counters, sink, _time);
}
