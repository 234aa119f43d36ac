using System.Runtime.ExceptionServices;
using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Pipelines.Evidence;

/// <summary>
/// Cuts clips around the events of a pipeline out of its <see cref="SampleRing"/>. It stands between the models and the sink: opens and updates pass at once,
/// a close waits until its clip is there, or is given up, and then carries what there is as <see cref="DetectionEvent.Media"/>.
/// </summary>
/// <remarks>
/// <para>Events of one label whose stretches, rolls included, overlap share a clip if all of them have closed when it is cut. It is cut when the last one's post-roll was heard; when it is as long as a clip may be;
/// half a deadline after the first post-roll, when others are still open (they get one of their own); and when the epoch ends. A source that goes silent in the post-roll cuts it by the clock, after the deadline.</para>
/// <para>Samples and events come from one thread; the clock and those who write come from others.</para>
/// </remarks>
internal sealed class ClipRecorder
{
    /// <summary>Clips that may wait for the end of their events: more labels at once than any model has open.</summary>
    private const int MostGroups = 256;

    private readonly ClipOptions _options;
    private readonly ClipOrigin _origin;
    private readonly IClipWork _work;
    private readonly IEventSink _sink;
    private readonly EvidenceCounters _counters;
    private readonly TimeProvider _time;
    private readonly bool _inOrder;
    private readonly Lock _lock = new();
    private readonly List<ClipGroup> _groups = [];
    private readonly Dictionary<string, ClipJob> _cut = new(StringComparer.Ordinal);
    private readonly Queue<HeldClose> _order = new();
    private readonly Dictionary<ClipJob, List<HeldClose>> _held = [];
    private SampleRing? _ring;
    private StreamTimeline? _timeline;
    private AudioFormat _format;
    private long _base;
    private long _due = long.MaxValue;
    private TaskCompletionSource? _idle;
    private volatile ExceptionDispatchInfo? _failure;

    /// <summary>Makes a recorder.</summary>
    /// <param name="options">How clips are cut.</param>
    /// <param name="origin">What they say of their origin.</param>
    /// <param name="work">Writes them.</param>
    /// <param name="sink">Takes the events, from several threads.</param>
    /// <param name="counters">Counts.</param>
    /// <param name="time">The clock of deadlines.</param>
    /// <param name="inOrder">Whether nothing may pass a close that waits (replay: the same bytes on every run).</param>
    public ClipRecorder(ClipOptions options, ClipOrigin origin, IClipWork work, IEventSink sink, EvidenceCounters counters, TimeProvider time, bool inOrder)
    {
        (_options, _origin, _work, _sink, _counters, _time, _inOrder) = (options, origin, work, sink, counters, time, inOrder);
    }

    /// <summary>Whether a clip waits for sound that was not heard yet.</summary>
    public bool IsWaiting => Volatile.Read(ref _due) != long.MaxValue;

    /// <summary>Begins an epoch.</summary>
    /// <param name="ring">Its samples, which are appended before <see cref="Heard"/> is called.</param>
    /// <param name="timeline">Its stream time.</param>
    /// <param name="format">What the ring holds.</param>
    public void Begin(SampleRing ring, StreamTimeline timeline, AudioFormat format)
    {
        lock (_lock) (_ring, _timeline, _format, _base) = (ring, timeline, format, ring.End);
    }

    /// <summary>Looks whether a clip can be cut; after each block of samples. Allocates nothing where none can.</summary>
    public void Heard()
    {
        _failure?.Throw();
        if (_ring!.End - _base < Volatile.Read(ref _due)) return;
        lock (_lock) CutDue(isEnd: false);
    }

    /// <summary>Cuts what is left of the epoch.</summary>
    public void End()
    {
        lock (_lock)
        {
            CutDue(isEnd: true);
            _cut.Clear();
        }
    }

    /// <summary>Takes one revision of an event.</summary>
    public void Accept(DetectionEvent detection)
    {
        _failure?.Throw();
        lock (_lock)
        {
            if (detection.State == EventState.Close)
            {
                Close(detection);
            }
            else
            {
                Follow(detection);
                Pass(new HeldClose(detection, null) { IsReady = true });
            }

            CutDue(isEnd: false);
        }
    }

    /// <summary>Takes a gap record.</summary>
    public void Accept(GapRecord gap)
    {
        lock (_lock) Pass(new HeldClose(null, gap) { IsReady = true });
    }

    /// <summary>Cuts clips whose closes have waited too long for sound, by the clock.</summary>
    public void CutLate()
    {
        lock (_lock)
        {
            var patience = TimeSpan.FromSeconds(_options.PostSeconds) + _options.Deadline;
            foreach (var group in _groups.Where(g => g.WaitsSince != 0 && _time.GetElapsedTime(g.WaitsSince) > patience).ToArray()) Cut(group);
            SetDue();
        }
    }

    /// <summary>Completes when no close waits any more. The sink's failure on another thread is thrown here at the latest.</summary>
    public Task IdleAsync()
    {
        lock (_lock)
        {
            _failure?.Throw();
            if (_held.Count == 0 && _groups.TrueForAll(g => g.Closes.Count == 0)) return Task.CompletedTask;
            return (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private long Frames(double seconds) => (long)Math.Ceiling(seconds * _format.SampleRate);

    // An event that opens or goes on: it joins a clip that it overlaps, or begins one.
    private ClipGroup? Follow(DetectionEvent detection)
    {
        if (_ring is null || _timeline?.StreamId != detection.Stream.Id) return null;
        if (_cut.ContainsKey(detection.Id)) return null;
        var start = Math.Max(0, detection.Stream.First - Frames(_options.PreSeconds));
        var group = _groups.Find(g => g.IndexOf(detection.Id) >= 0)
            ?? _groups.Find(g => g.Label == detection.Label && start <= g.End && start >= g.Start && detection.Stream.Last - g.Start < Frames(_options.MaxSeconds));
        if (group is null)
        {
            if (_groups.Count >= MostGroups) return null;
            _groups.Add(group = new ClipGroup(detection.Label, start));
        }

        var index = group.IndexOf(detection.Id);
        if (index < 0) group.Events.Add(detection);
        else group.Events[index] = detection;
        group.End = Math.Max(group.End, detection.Stream.Last + Frames(_options.PostSeconds));
        return group;
    }

    private void Close(DetectionEvent detection)
    {
        if (_cut.Remove(detection.Id, out var job))
        {
            if (job.IsDone) Pass(Finished(detection, job.Media));
            else Hold(detection, _held[job]);
        }
        else if (Follow(detection) is { } group)
        {
            Hold(detection, group.Closes);
            if (group.WaitsSince == 0) group.WaitsSince = _time.GetTimestamp();
        }
        else
        {
            Pass(Finished(detection, media: null));
        }
    }

    private void Hold(DetectionEvent detection, List<HeldClose> among)
    {
        var held = new HeldClose(detection, null);
        among.Add(held);
        if (_inOrder) _order.Enqueue(held);
    }

    private void CutDue(bool isEnd)
    {
        if (_ring is null) return;
        var heard = _ring.End - _base;
        // What never closed was given up with its epoch: no result, no clip.
        if (isEnd) _groups.RemoveAll(g => g.Closes.Count == 0);
        foreach (var group in _groups.Where(g => isEnd || DueAt(g) <= heard).ToArray()) Cut(group);
        SetDue();
    }

    private long DueAt(ClipGroup group)
    {
        var full = group.Start + Frames(_options.MaxSeconds);
        if (group.IsClosed) return Math.Min(group.End, full);
        return group.Closes.Count == 0 ? full : Math.Min(full, group.Closes.Max(c => c.Detection!.Stream.Last) + Frames(_options.PostSeconds + (_options.Deadline.TotalSeconds / 2)));
    }

    private void SetDue() => Volatile.Write(ref _due, _groups.Count == 0 ? long.MaxValue : _groups.Min(DueAt));

    private void Cut(ClipGroup group)
    {
        _groups.Remove(group);
        var full = group.Start + Frames(_options.MaxSeconds);
        var heard = _ring!.End - _base;
        var events = group.Events;
        // What is still open fills the clip.
        var end = group.IsClosed ? group.End : full;
        if (!group.IsClosed && group.Closes.Count > 0 && heard < full)
        {
            // Those that go on are cut by themselves; what closed does not wait for them.
            events = [.. group.Closes.Select(c => c.Detection!)];
            end = events.Max(e => e.Stream.Last) + Frames(_options.PostSeconds);
            foreach (var open in group.Events.Where(e => !events.Exists(c => c.Id == e.Id)))
                _groups.Add(new ClipGroup(open.Label, Math.Max(0, open.Stream.First - Frames(_options.PreSeconds))) { Events = { open }, End = open.Stream.Last + Frames(_options.PostSeconds) });
        }

        // The sound of an event may have been told before it was heard to its end only by rounding; a cut epoch has no more.
        end = Math.Min(Math.Min(end, full), heard);
        var job = new ClipJob
        {
            Ring = _ring,
            Base = _base,
            Timeline = _timeline!,
            Format = _format,
            First = group.Start,
            Last = Math.Max(group.Start, end),
            Events = [.. events],
            Options = _options,
            Origin = _origin,
            Done = Written,
            Since = _time.GetTimestamp(),
        };
        _held[job] = group.Closes;
        foreach (var open in events.Where(e => e.State != EventState.Close)) _cut[open.Id] = job;
        if (!_work.TryPost(job)) job.TryEnd(null);
    }

    // From the thread that writes, or from the one that cuts.
    private void Written(ClipJob job)
    {
        lock (_lock)
        {
            if (!_held.Remove(job, out var closes)) return;
            try
            {
                foreach (var held in closes)
                {
                    held.Detection = Finished(held.Detection!, job.Media).Detection;
                    held.IsReady = true;
                    if (!_inOrder) held.Send(_sink);
                }

                Drain();
            }
            catch (Exception error)
            {
                // The sink's failure is the pipeline's, which meets it with its next block; it must not end the thread that writes for all of them.
                _failure = ExceptionDispatchInfo.Capture(error);
            }

            if (_held.Count > 0 || _groups.Exists(g => g.Closes.Count > 0)) return;
            if (_failure is { } failure) _idle?.TrySetException(failure.SourceException);
            else _idle?.TrySetResult();
            _idle = null;
        }
    }

    private HeldClose Finished(DetectionEvent detection, IReadOnlyList<EventMedia>? media)
    {
        if (media is null) _counters.AddWithoutClip(1);
        return new HeldClose(media is null ? detection : detection with { Media = media }, null) { IsReady = true };
    }

    private void Pass(HeldClose ready)
    {
        if (!_inOrder)
        {
            ready.Send(_sink);
            return;
        }

        _order.Enqueue(ready);
        Drain();
    }

    private void Drain()
    {
        while (_order.TryPeek(out var next) && next.IsReady) _order.Dequeue().Send(_sink);
    }
}
