using System.Collections.Concurrent;
using EdgeAgent.Configuration;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Evidence;
using EdgeAgent.Delivery.Documents;
using EdgeAgent.Hosting;
using EdgeAgent.Pipelines.Evidence;
using EdgeAgent.Pipelines.Evidence.Store;
using EdgeAgent.Pipelines.Frames.Snapshots;

namespace EdgeAgent.Run.Evidence;

/// <summary>What the agent keeps of the sound and pictures behind events: one store for all pipelines, and one thread that writes their clips.</summary>
internal sealed class LiveEvidence : IAsyncDisposable
{
    // Days go by slowly.
    private static readonly TimeSpan TidyInterval = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, EvidenceCounters> _counters = new(StringComparer.Ordinal);
    private readonly EvidenceStore _store;
    private readonly EvidenceLedger _ledger;
    private readonly ClipWorker _worker;
    private readonly ITimer _tidy;
    private readonly TimeProvider _time;

    /// <summary>Opens the store. A disk that refuses keeps nobody from listening.</summary>
    public LiveEvidence(EvidenceOptions options, Func<bool> isClockRight, TimeProvider time)
    {
        _time = time;
        _store = new EvidenceStore(options, time, isClockRight);
        _ledger = new EvidenceLedger(_store, time);
        _worker = new ClipWorker(_ledger, CountersOf, time);
        _tidy = time.CreateTimer(_ => _store.Tidy(), null, TidyInterval, TidyInterval);
    }

    /// <summary>Where other files of events are kept.</summary>
    public IEvidenceStore Store => _ledger;

    /// <summary>What a pipeline keeps while it runs; null for nothing.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="device">The box.</param>
    /// <param name="sink">Takes its events, from several threads.</param>
    public SoundEvidence? For(LivePipeline pipeline, string device, IEventSink sink)
    {
        var settings = pipeline.Settings;
        if (settings.Clips is null && settings.Recording is null) return null;
        _ledger.Follow(pipeline);
        var origin = new ClipOrigin
        {
            Device = device,
            Pipeline = settings.Name,
            Source = settings.Source.Name,
            Channel = settings.Source.Channel,
            Software = BuildInfo.Version,
            Calibration = settings.Source.Calibration,
            HighestHz = pipeline.Models.Select(m => m.Package.Manifest.Input.SampleRate / 2.0).DefaultIfEmpty(0).Max(),
        };
        // Recordings are analysed as fast as the box can: what is cut out of memory later would be gone.
        if (settings is { Source.Kind: SourceKind.Directory, Clips: { } clips }) return SoundEvidence.ForRecordings(clips, origin, _ledger, CountersOf(settings.Name), sink, _time);
        return SoundEvidence.ForLive(settings.Clips, settings.Recording, origin, _store, _worker, CountersOf(settings.Name), sink, _time);
    }

    /// <summary>What keeps the pictures of a pipeline that sees, while it runs.</summary>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="sink">Takes its events, one at a time, from several threads.</param>
    public PictureKeeper Pictures(string pipeline, IEventSink sink) => new(sink, _ledger, CountersOf(pipeline), _time);

    /// <summary>How it fares with a pipeline; null where it keeps nothing.</summary>
    public EvidenceHealth? Health(LivePipeline pipeline)
    {
        var settings = pipeline.Settings;
        var keepsPictures = pipeline.Sees && settings.Frames.Snapshots is not null;
        if (settings.Clips is null && settings.Recording is null && !keepsPictures) return null;
        var counters = CountersOf(pipeline.Name);
        var figures = _store.Figures;
        var isRecorded = settings.Recording is not null && pipeline.Rate > 0;
        return new EvidenceHealth
        {
            Clips = counters.Clips,
            WithoutClip = counters.WithoutClip,
            Busy = counters.Busy,
            Late = counters.Late,
            Overwritten = counters.Overwritten,
            Refused = counters.Refused,
            RecordedSeconds = isRecorded ? Math.Round((double)counters.RecordedFrames / pipeline.Rate, 3) : null,
            UnrecordedSeconds = isRecorded ? Math.Round((double)counters.LostFrames / pipeline.Rate, 3) : null,
            Files = figures.Files,
            BytesOnDisk = figures.Bytes,
            BytesWrittenToday = figures.WrittenToday,
            Removed = figures.Removed,
            OverWriteBudget = figures.OverWriteBudget,
            Detail = figures.Problem,
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Not awaited: it may hang at the disk, and nothing that it needs goes away.
        _tidy.Dispose();
        await _worker.DisposeAsync().ConfigureAwait(false);
    }

    private EvidenceCounters CountersOf(string pipeline) => _counters.GetOrAdd(pipeline, _ => new EvidenceCounters());
}
