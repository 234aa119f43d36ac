using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Evidence;
using EdgeAgent.Pipelines.Evidence;

namespace EdgeAgent.Pipelines.Frames.Snapshots;

/// <summary>
/// Keeps the pictures of a pipeline's events on a thread of its own, and hands events and gaps on in their order: at once where nothing waits,
/// behind a revision with pictures when those are on disk, so that an event names only what is there.
/// </summary>
/// <remarks>
/// Nobody waits for a disk longer than <see cref="Deadline"/>: pictures that are not there then are given up and their event goes on without (a file that comes later is named by the next revision).
/// At most 16 pictures wait: while a disk is behind by more, further ones are turned away at once. At most 1024 revisions wait: then the oldest pictures are given up. All of it is counted.
/// </remarks>
public sealed class PictureKeeper : IPictureSink, IAsyncDisposable
{
    /// <summary>Kind of a clean picture of the object alone.</summary>
    public const string Crop = "crop";

    private const int MostPictures = 16;
    private const int MostHeld = 1024;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly IEventSink _next;
    private readonly IEvidenceStore _store;
    private readonly EvidenceCounters _counters;
    private readonly TimeProvider _time;
    private readonly Channel<HeldRevision> _pictures = Channel.CreateBounded<HeldRevision>(new BoundedChannelOptions(MostPictures) { SingleReader = true });
    private readonly Lock _lock = new();
    // A later event must not pass an earlier one: how many objects there are now is told by the last of them.
    private readonly Queue<HeldRevision> _order = new();
    // Of events that had pictures and go on: what they are told with.
    private readonly Dictionary<string, IReadOnlyList<EventMedia>?> _media = new(StringComparer.Ordinal);
    private readonly ITimer _timer;
    private readonly Task _working;
    private TaskCompletionSource? _idle;
    private volatile ExceptionDispatchInfo? _failure;

    /// <summary>Begins to work.</summary>
    /// <param name="next">Takes events and gaps, one at a time, in order, from several threads.</param>
    /// <param name="store">Keeps the pictures.</param>
    /// <param name="counters">Counts: a clip is the pictures of one revision.</param>
    /// <param name="time">The clock of deadlines.</param>
    public PictureKeeper(IEventSink next, IEvidenceStore store, EvidenceCounters counters, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(next);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(counters);
        ArgumentNullException.ThrowIfNull(time);
        (_next, _store, _counters, _time) = (next, store, counters, time);
        _working = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _timer = time.CreateTimer(_ => GiveUpLate(), null, Tick, Tick);
    }

    /// <summary>How long a revision waits for its pictures, as long as a close of sound does for its clip; then it goes without.</summary>
    public static TimeSpan Deadline { get; } = new ClipOptions().Deadline;

    /// <inheritdoc/>
    /// <exception cref="Exception">What the next sink threw, now or on another thread.</exception>
    public void Accept(DetectionEvent detection) => Add(new HeldRevision(detection, null, null, 0));

    /// <inheritdoc/>
    /// <exception cref="Exception">What the next sink threw, now or on another thread.</exception>
    public void Accept(GapRecord gap) => Add(new HeldRevision(null, gap, null, 0));

    /// <inheritdoc/>
    /// <exception cref="Exception">What the next sink threw, now or on another thread.</exception>
    public void Accept(DetectionEvent detection, EventPictures pictures) => Add(new HeldRevision(detection, null, pictures, _time.GetTimestamp()));

    /// <summary>Lets go what waits: when it is on disk, at the deadline at the latest. Nobody gives it anything more.</summary>
    /// <exception cref="Exception">What the next sink threw.</exception>
    public async ValueTask DisposeAsync()
    {
        _pictures.Writer.TryComplete();
        Task idle;
        lock (_lock) idle = _order.Count == 0 ? Task.CompletedTask : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        await idle.ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        // Only a bug ends it with an exception. A disk that holds it is not waited for.
        if (_working.IsFaulted) await _working.ConfigureAwait(false);
        _failure?.Throw();
    }

    private void Add(HeldRevision held)
    {
        lock (_lock)
        {
            _failure?.Throw();
            if (held is { Pictures: not null, Detection.Id: var id })
            {
                _media.TryAdd(id, null);
                if (!_pictures.Writer.TryWrite(held))
                {
                    _counters.AddBusy();
                    held.IsReady = true;
                }
            }

            if (_order.Count >= MostHeld)
            {
                // What stands first waits for pictures, or it would be gone.
                _counters.AddBusy();
                _order.Peek().IsReady = true;
                Drain();
            }

            _order.Enqueue(held);
            Drain();
            _failure?.Throw();
        }
    }

    private void Work()
    {
        // A thread of its own: writing is slow, and it must not hold one of the pool that pipelines need.
        try
        {
            while (_pictures.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
                while (_pictures.Reader.TryRead(out var held))
                    if (IsWaiting(held)) Finish(held, Keep(held.Detection!, held.Pictures!));
        }
        finally
        {
            // Nobody would write what came later.
            _pictures.Writer.TryComplete();
        }
    }

    private bool IsWaiting(HeldRevision held)
    {
        lock (_lock) return !held.IsReady;
    }

    private void Finish(HeldRevision held, IReadOnlyList<EventMedia>? media)
    {
        lock (_lock)
        {
            if (!held.IsReady)
            {
                (held.Media, held.IsReady) = (media, true);
                Drain();
            }
            else if (media is not null && _media.ContainsKey(held.Detection!.Id))
            {
                // Too late for its revision, and the event goes on: nothing later was written before it.
                _media[held.Detection.Id] = media;
            }
        }
    }

    private void GiveUpLate()
    {
        // Whoever holds the lock passes events on: the next tick will do.
        if (!_lock.TryEnter()) return;
        try
        {
            foreach (var held in _order)
            {
                if (held.IsReady || _time.GetElapsedTime(held.Since) <= Deadline) continue;
                held.IsReady = true;
                _counters.AddLate();
            }

            Drain();
        }
        finally
        {
            _lock.Exit();
        }
    }

    private void Drain()
    {
        try
        {
            while (_order.TryPeek(out var next) && next.IsReady) Send(_order.Dequeue());
        }
#pragma warning disable CA1031 // The next sink's failure is the pipeline's, which meets it with its next event or its end; it must not end the thread that writes, nor the clock's.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _failure = ExceptionDispatchInfo.Capture(error);
            _order.Clear();
        }

        if (_order.Count == 0) _idle?.TrySetResult();
    }

    private void Send(HeldRevision held)
    {
        if (held.Gap is { } gap) _next.Accept(gap);
        if (held.Detection is not { } detection) return;
        if (held.Media is not null) _media[detection.Id] = held.Media;
        if (_media.TryGetValue(detection.Id, out var media) && detection.State == EventState.Close)
        {
            _media.Remove(detection.Id);
            if (media is null) _counters.AddWithoutClip(1);
        }

        _next.Accept(media is null ? detection : detection with { Media = media });
    }

    private List<EventMedia>? Keep(DetectionEvent detection, EventPictures pictures)
    {
        var item = new EvidenceItem
        {
            Kind = EvidenceItem.Snapshot, Pipeline = detection.Pipeline, Label = detection.Label, Id = detection.Id, Extension = "jpg",
            Time = pictures.Time, Seconds = pictures.Seconds, Score = detection.Score.Peak,
        };
        if (_store.Write(item, pictures.Annotated).Media is not { } snapshot)
        {
            _counters.AddRefused();
            return null;
        }

        _counters.AddClip();
        var kept = new List<EventMedia>(2) { snapshot };
        if (_store.Write(item with { Kind = Crop, Extension = "png", Beside = snapshot }, pictures.Crop).Media is { } crop) kept.Add(crop);
        else _counters.AddRefused();
        return kept;
    }
}
