using System.Collections.Concurrent;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Evidence;

namespace EdgeAgent.Pipelines.Frames.Snapshots;

/// <summary>
/// Keeps the pictures of a pipeline's events on a thread of its own, and hands the events on, in their order, once their pictures are on disk: an event names only what is there.
/// </summary>
/// <remarks>
/// At most 16 pictures wait: what comes while the disk is behind is given up and counted, and its event goes on without. At most 1024 events wait: then the analysis waits, and live video drops its oldest frames.
/// </remarks>
public sealed class PictureKeeper : IPictureSink, IAsyncDisposable
{
    /// <summary>Kind of a clean picture of the object alone.</summary>
    public const string Crop = "crop";

    private const int MostPictures = 16;
    private const int MostEvents = 1024;

    private readonly IEventSink _next;
    private readonly IEvidenceStore _store;
    private readonly BlockingCollection<(DetectionEvent? Detection, GapRecord? Gap, EventPictures? Pictures)> _queue = new(MostEvents);
    private readonly Dictionary<string, IReadOnlyList<EventMedia>> _media = new(StringComparer.Ordinal);
    private readonly Task _working;
    private int _waiting;
    private long _dropped;
    private long _refused;

    /// <summary>Begins to work.</summary>
    /// <param name="next">Takes events and gaps, from one thread, in order.</param>
    /// <param name="store">Keeps the pictures.</param>
    public PictureKeeper(IEventSink next, IEvidenceStore store)
    {
        ArgumentNullException.ThrowIfNull(next);
        ArgumentNullException.ThrowIfNull(store);
        (_next, _store) = (next, store);
        _working = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Pictures given up because the disk was behind.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Pictures that the store did not keep: no room, over its budget, a disk that fails. The store says which.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <inheritdoc/>
    public void Accept(DetectionEvent detection) => Add((detection, null, null));

    /// <inheritdoc/>
    public void Accept(GapRecord gap) => Add((null, gap, null));

    /// <inheritdoc/>
    public void Accept(DetectionEvent detection, EventPictures pictures)
    {
        if (Volatile.Read(ref _waiting) >= MostPictures)
        {
            Interlocked.Increment(ref _dropped);
            Accept(detection);
            return;
        }

        Interlocked.Increment(ref _waiting);
        Add((detection, null, pictures));
    }

    /// <summary>Finishes what waits.</summary>
    /// <exception cref="Exception">What the next sink threw.</exception>
    public async ValueTask DisposeAsync()
    {
        _queue.CompleteAdding();
        await _working.ConfigureAwait(false);
        _queue.Dispose();
    }

    private void Add((DetectionEvent?, GapRecord?, EventPictures?) item)
    {
        try
        {
            _queue.Add(item);
        }
        catch (InvalidOperationException)
        {
            // What the next sink threw is thrown here, as if it had been asked directly.
            _working.GetAwaiter().GetResult();
            throw;
        }
    }

    private void Work()
    {
        try
        {
            foreach (var (detection, gap, pictures) in _queue.GetConsumingEnumerable())
            {
                if (gap is not null) _next.Accept(gap);
                if (detection is not null) _next.Accept(With(detection, pictures));
            }
        }
        finally
        {
            // Where the next sink fails, nobody is to wait for room.
            _queue.CompleteAdding();
        }
    }

    private DetectionEvent With(DetectionEvent detection, EventPictures? pictures)
    {
        if (pictures is not null)
        {
            Interlocked.Decrement(ref _waiting);
            if (Keep(detection, pictures) is { Count: > 0 } kept) _media[detection.Id] = kept;
        }

        if (!_media.TryGetValue(detection.Id, out var media)) return detection;
        if (detection.State == EventState.Close) _media.Remove(detection.Id);
        return detection with { Media = media };
    }

    private List<EventMedia> Keep(DetectionEvent detection, EventPictures pictures)
    {
        var kept = new List<EventMedia>(2);
        var item = new EvidenceItem
        {
            Kind = EvidenceItem.Snapshot, Pipeline = detection.Pipeline, Label = detection.Label, Id = detection.Id, Extension = "jpg",
            Time = pictures.Time, Seconds = pictures.Seconds, Score = detection.Score.Peak,
        };
        if (_store.Write(item, pictures.Annotated).Media is not { } snapshot)
        {
            Interlocked.Increment(ref _refused);
            return kept;
        }

        kept.Add(snapshot);
        if (_store.Write(item with { Kind = Crop, Extension = "png", Beside = snapshot }, pictures.Crop).Media is { } crop) kept.Add(crop);
        else Interlocked.Increment(ref _refused);
        return kept;
    }
}
