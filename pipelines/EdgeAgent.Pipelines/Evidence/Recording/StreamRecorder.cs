using System.Collections.Concurrent;
using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Time;
using EdgeAgent.Interop.Native;
using EdgeAgent.Pipelines.Evidence.Store;

namespace EdgeAgent.Pipelines.Evidence.Recording;

/// <summary>
/// Records everything that a pipeline hears, in files of one length that follow each other without losing a sample frame. A thread of its own copies out of the ring and writes;
/// what it can't write in time, or the store does not take, is lost, counted, and told in the next file.
/// </summary>
internal sealed class StreamRecorder : IAsyncDisposable
{
    private const int ChunkFrames = 16_384;

    /// <summary>As long as an epoch's first times may still get better (<see cref="EpochClock"/>), none is asked for.</summary>
    private const double SettlingSeconds = 30;

    /// <summary>After a refusal the store is asked again when so much more was heard.</summary>
    private const double PauseSeconds = 5;

    private readonly EvidenceStore _store;
    private readonly ClipOrigin _origin;
    private readonly RecordingOptions _options;
    private readonly EvidenceCounters _counters;
    private readonly ConcurrentQueue<RecordedEpoch> _epochs = new();
    private readonly AutoResetEvent _news = new(initialState: false);
    private readonly Task _running;
    private RecordedEpoch? _present;
    private long _told;
    private volatile bool _stop;

    // Of the writing thread.
    private RecordingFile? _file;
    private byte[] _room = [];
    private long _cursor;
    private long _until;
    private long _lost;
    private long _resume;

    /// <summary>Begins to record what comes.</summary>
    public StreamRecorder(EvidenceStore store, ClipOrigin origin, RecordingOptions options, EvidenceCounters counters)
    {
        (_store, _origin, _options, _counters) = (store, origin, options, counters);
        _running = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>How long a file may get: an epoch's first one may go on to the boundary after the next.</summary>
    public static double LongestSeconds(RecordingOptions options) => options.FileLength.TotalSeconds + (1.1 * Settling(options)) + 1;

    /// <summary>Begins an epoch: a new file.</summary>
    public void Begin(SampleRing ring, StreamTimeline timeline, AudioFormat format)
    {
        _present = new RecordedEpoch(ring, timeline, format);
        _told = 0;
        _epochs.Enqueue(_present);
    }

    /// <summary>Wakes the writing thread when there is enough to write; after each block of samples.</summary>
    public void Heard()
    {
        var heard = _present!.Heard;
        if (heard - _told < _present.Format.SampleRate) return;
        _told = heard;
        _news.Set();
    }

    /// <summary>Ends the epoch: its last file is completed.</summary>
    public void End()
    {
        _present?.End();
        _present = null;
        _news.Set();
    }

    /// <summary>Completes the last file.</summary>
    public async ValueTask DisposeAsync()
    {
        _stop = true;
        _news.Set();
        await _running.ConfigureAwait(false);
        _news.Dispose();
    }

    private void Work()
    {
        var isStopping = false;
        while (!isStopping)
        {
            _news.WaitOne();
            isStopping = _stop;
            while (_epochs.TryPeek(out var epoch))
            {
                // Asked before the sound is taken, so that none comes behind it.
                var isOver = epoch.IsOver;
                WriteAll(epoch);
                if (!isOver) break;
                CompleteFile();
                _epochs.TryDequeue(out _);
                (_cursor, _lost, _resume) = (0, 0, 0);
            }
        }

        CompleteFile();
    }

    private void WriteAll(RecordedEpoch epoch)
    {
        for (long heard; _cursor < (heard = epoch.Heard);)
        {
            var frames = (int)Math.Min(ChunkFrames, heard - _cursor);
            var room = Room(frames * epoch.Format.BytesPerFrame);
            if (!epoch.TryRead(_cursor, room))
            {
                CompleteFile();
                Lose(Math.Max(_cursor, Math.Min(heard, epoch.Oldest)) - _cursor);
            }
            else if (_cursor < _resume)
            {
                Lose(Math.Min(frames, _resume - _cursor));
            }
            else
            {
                Write(epoch, room);
            }
        }
    }

    private void Write(RecordedEpoch epoch, ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (_file is null)
            {
                _file = RecordingFile.TryBegin(_store, epoch, _origin, _options, _cursor);
                _until = 0;
                if (_file is null)
                {
                    _resume = _cursor + (long)(PauseSeconds * epoch.Format.SampleRate);
                    return;
                }
            }

            var frames = (long)bytes.Length / epoch.Format.BytesPerFrame;
            SetEnd(epoch);
            if (_until > 0) frames = Math.Min(frames, _until - _cursor);
            _file.Write(bytes[..(int)(frames * epoch.Format.BytesPerFrame)]);
            _cursor += frames;
            if (_cursor == _until) CompleteFile();
        }
        catch (Exception error) when (EvidenceStore.IsDiskFailure(error) || error is NativeLibraryException)
        {
            // What is in the file is whole up to here, but there is no room to complete it: it is given up.
            _store.Fail(error);
            GiveUpFile();
            _resume = _cursor + (long)(PauseSeconds * epoch.Format.SampleRate);
        }
    }

    private void SetEnd(RecordedEpoch epoch)
    {
        var length = _options.FileLength;
        var settling = Settling(_options);
        if (_until != 0 || _cursor - _file!.First < (long)(settling * epoch.Format.SampleRate)) return;
        var seconds = length.TotalSeconds;
        if (epoch.Timeline.ToUtc(_file.First) is { } began)
        {
            var into = (began.UtcTicks % length.Ticks) / (double)TimeSpan.TicksPerSecond;
            seconds -= into;
            // A file that would be over already goes on to the next boundary.
            if (seconds <= settling * 1.1) seconds += length.TotalSeconds;
        }

        _until = Math.Max(_cursor + 1, _file.First + (long)Math.Round(seconds * epoch.Format.SampleRate));
    }

    private static double Settling(RecordingOptions options) => Math.Min(SettlingSeconds, options.FileLength.TotalSeconds / 2);

    private void CompleteFile()
    {
        if (_file is not { } file) return;
        _file = null;
        using (file)
        {
            if (file.Frames > 0 && file.Complete(_origin, _lost))
            {
                _counters.AddRecorded(file.Frames);
                _lost = 0;
            }
            else
            {
                _counters.AddLost(file.Frames);
                _lost += file.Frames;
            }
        }
    }

    private void GiveUpFile()
    {
        if (_file is not { } file) return;
        _counters.AddLost(_cursor - file.First);
        _lost += _cursor - file.First;
        _file = null;
        file.Dispose();
    }

    private void Lose(long frames)
    {
        _cursor += frames;
        _lost += frames;
        _counters.AddLost(frames);
    }

    private Span<byte> Room(int bytes)
    {
        if (_room.Length < bytes) _room = new byte[bytes];
        return _room.AsSpan(0, bytes);
    }
}
