using System.Buffers;
using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Evidence;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Evidence.Recording;
using EdgeAgent.Pipelines.Evidence.Store;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Pipelines.Evidence;

/// <summary>The sound behind the events of one pipeline: a ring of what was heard last, out of which clips and recordings are written beside the analysis.</summary>
/// <remarks>It is the tap of the pipeline's epochs and stands before its sink. Events are told by the thread that analyses; a close may come out on another one.</remarks>
public sealed class SoundEvidence : ISampleTap, IEventSink, IAsyncDisposable
{
    /// <summary>What the ring holds beside a clip: the time in which it is written, and in which an event becomes certain.</summary>
    private const double SpareSeconds = 20;

    private readonly IEventSink _sink;
    private readonly ClipRecorder? _clips;
    private readonly StreamRecorder? _recorder;
    private readonly ITimer? _timer;
    private readonly double _seconds;
    private SampleRing? _ring;
    private AudioFormat _format;

    private SoundEvidence(IEventSink sink, ClipRecorder? clips, StreamRecorder? recorder, double seconds, TimeProvider? time)
    {
        (_sink, _clips, _recorder, _seconds) = (sink, clips, recorder, seconds + SpareSeconds);
        if (clips is not null && time is not null) _timer = time.CreateTimer(_ => clips.CutLate(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc/>
    public bool IsWaiting => _clips?.IsWaiting ?? false;

    /// <summary>For a live pipeline: written by others, closes wait no longer than they may.</summary>
    /// <param name="clips">How clips are cut; null for none.</param>
    /// <param name="recording">How everything is recorded; null for not at all.</param>
    /// <param name="origin">What files say of their origin.</param>
    /// <param name="store">Takes the files.</param>
    /// <param name="worker">Writes the clips.</param>
    /// <param name="counters">Counts.</param>
    /// <param name="sink">Takes the events, from several threads.</param>
    /// <param name="time">The clock.</param>
    public static SoundEvidence ForLive(ClipOptions? clips, RecordingOptions? recording, ClipOrigin origin, EvidenceStore store, ClipWorker worker, EvidenceCounters counters, IEventSink sink, TimeProvider time) => new(
        sink,
        clips is null ? null : new ClipRecorder(clips, origin, worker, sink, counters, time, inOrder: false),
        recording is null ? null : new StreamRecorder(store, origin, recording, counters),
        clips?.MaxSeconds ?? 0,
        time);

    /// <summary>For input that can wait (a replay, a folder of recordings): clips are written by the thread that analyses, however fast that is, and everything comes out in order.</summary>
    /// <param name="clips">How clips are cut.</param>
    /// <param name="origin">What files say of their origin.</param>
    /// <param name="store">Takes the files.</param>
    /// <param name="counters">Counts.</param>
    /// <param name="sink">Takes the events.</param>
    /// <param name="time">The clock.</param>
    public static SoundEvidence ForRecordings(ClipOptions clips, ClipOrigin origin, IEvidenceStore store, EvidenceCounters counters, IEventSink sink, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(clips);
        return new SoundEvidence(sink, new ClipRecorder(clips, origin, new ClipWriter(store, _ => counters), sink, counters, time, inOrder: true), null, clips.MaxSeconds, null);
    }

    /// <inheritdoc/>
    public void Begin(StreamTimeline timeline, AudioFormat format)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        // What still has to be written of the epoch before stays in the ring, as long as it lasts.
        if (_ring is null || _format != format) _ring = new SampleRing(format.BytesPerFrame, (long)(_seconds * format.SampleRate));
        _format = format;
        _clips?.Begin(_ring, timeline, format);
        _recorder?.Begin(_ring, timeline, format);
    }

    /// <inheritdoc/>
    public void Take(in ReadOnlySequence<byte> frames)
    {
        _ring!.Append(frames);
        _clips?.Heard();
        _recorder?.Heard();
    }

    /// <inheritdoc/>
    public void End()
    {
        if (_ring is null) return;
        _clips?.End();
        _recorder?.End();
    }

    /// <inheritdoc/>
    public void Accept(DetectionEvent detection)
    {
        if (_clips is null) _sink.Accept(detection);
        else _clips.Accept(detection);
    }

    /// <inheritdoc/>
    public void Accept(GapRecord gap)
    {
        if (_clips is null) _sink.Accept(gap);
        else _clips.Accept(gap);
    }

    /// <summary>Waits until every close has gone on its way and the last recording is complete. The epochs have ended.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_clips is not null) await _clips.IdleAsync().ConfigureAwait(false);
        }
        finally
        {
            if (_timer is not null) await _timer.DisposeAsync().ConfigureAwait(false);
            if (_recorder is not null) await _recorder.DisposeAsync().ConfigureAwait(false);
        }
    }
}
