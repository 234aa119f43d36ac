using System.Globalization;
using System.IO.Pipelines;
using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Time;
using EdgeAgent.Interop.SndFile;
using EdgeAgent.Pipelines.Sources.Recordings;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>
/// Recordings as they appear in a folder: a recorder's card, an upload. Each file is analysed once, in the order of names, when it is complete; a journal remembers that over restarts.
/// A file that goes on where the last one ended belongs to the same epoch, so that nothing is lost at the seam. Times are the recordings' own.
/// </summary>
/// <remarks>A folder holds the files of one recorder. A crash may analyse the last file again: its events have the same ids.</remarks>
public sealed class DirectorySource : IEpochSource
{
    /// <summary>Bytes behind the end of a file that show that its samples were taken: more than the pipe holds.</summary>
    private const long PipeBytes = 512 * 1024;

    private readonly string _folder;
    private readonly int _channel;
    private readonly DirectoryOptions _options;
    private readonly TimeProvider _time;
    private readonly FileJournal _journal;
    private readonly FolderScan _scan;
    private readonly List<SourceGap> _gaps = [];
    private readonly Queue<(FileStamp File, long End)> _played = new();
    private RecordingLocator _places = new();
    private DirectoryFile? _file;
    private DirectoryFile? _next;
    private RecordingEpoch? _epoch;
    private StreamTimeline? _timeline;
    private SourceGap? _missing;
    private (FileStamp File, long Frames)? _part;
    private DateTimeOffset? _heardTo;
    private long _position;

    /// <summary>Makes the source.</summary>
    /// <param name="folder">The folder; it need not be there yet.</param>
    /// <param name="channel">Channel that is read, from 1; files that lack it are refused.</param>
    /// <param name="options">How it is watched.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SourceException">The journal can't be kept.</exception>
    public DirectorySource(string folder, int channel, DirectoryOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _folder = folder;
        _channel = channel;
        _options = options;
        _time = time;
        _journal = FileJournal.Open(options.Journal);
        _scan = new FolderScan(folder, _journal, options, time);
    }

    /// <inheritdoc/>
    /// <remarks>That of the present file; 1 Hz before the first.</remarks>
    public AudioFormat Format => _file is { Info: var info } ? new AudioFormat(info.SampleRate, info.Channels, SampleEncoding.F32) : new AudioFormat(1, 1, SampleEncoding.F32);

    /// <inheritdoc/>
    public string Description => $"recordings that appear in {_folder}";

    /// <inheritdoc/>
    public async Task<EpochStart?> NextEpochAsync(Action<SourceGap> declare, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(declare);
        // The analysis has taken everything that was delivered.
        NoteTaken(long.MaxValue);
        if (_part is { } part) _journal.Note(part.File, part.Frames);
        _part = null;
        Tell(declare);
        while (_file is null || _file.Epochs.Count == 0)
        {
            _file = _next ?? await WaitAsync(limit: null, declare, stop).ConfigureAwait(false);
            _next = null;
            Tell(declare);
            if (_file is null) return null;
        }

        if (stop.IsCancellationRequested) return null;
        _epoch = _file.Epochs.Dequeue();
        _timeline = _file.Timeline(_epoch);
        _places = new RecordingLocator();
        _places.Add(_epoch.Segments, 0);
        _position = 0;
        DeclareHole(declare);
        var places = _places;
        var rate = _file.Info.SampleRate;
        return new EpochStart(_timeline, (first, last) => places.Find(first, last, rate));
    }

    /// <inheritdoc/>
    public async Task FillAsync(PipeWriter writer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (_epoch is null || _file is null || _timeline is null) throw new InvalidOperationException("an epoch is begun before it is filled");
        try
        {
            while (true)
            {
                foreach (var segment in _epoch.Segments)
                    if (!await PlayAsync(segment, writer, cancellation).ConfigureAwait(false)) return;
                _heardTo = _timeline.ToUtc(_position);
                if (_file.Epochs.Count > 0) return;
                _played.Enqueue((_file.Stamp, _position * Format.BytesPerFrame));
                if (DeclaredLoss(_file.Info)) return;
                // A recorder that has long finished its next file is late: open events are closed then.
                var limit = TimeSpan.FromSeconds((2.0 * _file.Info.Frames / _file.Info.SampleRate) + 60) + _options.Settle;
                _next = await WaitAsync(limit, declare: null, cancellation).ConfigureAwait(false);
                if (_next is null || !_file.IsFollowedBy(_next)) return;
                Append();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopping intake is a normal end; what was delivered is noted before the next epoch.
        }
    }

    // The next file's first epoch goes on where this one ends.
    private void Append()
    {
        _file = _next!;
        _next = null;
        _epoch = _file.Epochs.Dequeue();
        _places.Add(_epoch.Segments, _position);
        foreach (var anchor in _epoch.Anchors)
        {
            // A name cut to whole seconds must not make time jump at the seam.
            var at = _position + anchor.Position;
            if (_timeline!.ToUtc(at) is not { } expected || (anchor.Utc - expected).Duration() > _file.Info.TimeResolution) _timeline.Add(new TimeAnchor(at, anchor.Utc));
        }
    }

    // False when the epoch ends here: stopped, or the file is damaged.
    private async Task<bool> PlayAsync(RecordingSegment segment, PipeWriter writer, CancellationToken cancellation)
    {
        var left = segment.Frames;
        try
        {
            using var reader = SndFileReader.Open(segment.Path);
            if (segment.SkipFrames > 0) reader.Seek(segment.SkipFrames);
            while (left > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                var (count, isSound) = RecordingBlock.Read(reader, writer, Format, left);
                left -= count;
                _position += count;
                _part = (_file!.Stamp, segment.SkipFrames + segment.Frames - left);
                var flushed = await writer.FlushAsync(cancellation).ConfigureAwait(false);
                NoteTaken((_position * Format.BytesPerFrame) - PipeBytes);
                if (flushed.IsCompleted) return false;
                if (!isSound) return Break(segment, left, $"{segment.Path}: is damaged at sample frame {segment.SkipFrames + segment.Frames - left}; what follows in it is left out");
            }

            _part = null;
            return true;
        }
        catch (AudioFileException error)
        {
            return Break(segment, left, error.Message);
        }
    }

    private bool Break(RecordingSegment segment, long left, string sentence)
    {
        _heardTo = _timeline!.ToUtc(_position);
        var to = _timeline.ToUtc(_position + left);
        _gaps.Add(new SourceGap(GapCauses.Unreadable, _heardTo, to, (double)left / Format.SampleRate, sentence));
        _heardTo = to;
        _part = null;
        _file!.Epochs.Clear();
        _played.Enqueue((_file.Stamp, _position * Format.BytesPerFrame));
        return false;
    }

    private bool DeclaredLoss(RecordingInfo info)
    {
        if (info.DeclaredFrames is not { } declared) return false;
        var missing = (double)(declared - info.Frames) / info.SampleRate;
        var to = _heardTo?.AddSeconds(missing);
        _gaps.Add(new SourceGap("truncated", _heardTo, to, missing, $"{info.Path} is cut short: {info.Frames} of {declared} sample frames are there"));
        _heardTo = to;
        return true;
    }

    private void DeclareHole(Action<SourceGap> declare)
    {
        if (_heardTo is { } from && _timeline!.ToUtc(0) is { } to && to - from > _file!.Info.TimeResolution && to - from > TimeSpan.FromMilliseconds(1))
            declare(new SourceGap(RecordingGap.RecordingHole, from, to, (to - from).TotalSeconds, $"nothing was recorded before {Path.GetFileName(_file.Info.Path)}"));
    }

    private void NoteTaken(long bytes)
    {
        while (_played.TryPeek(out var played) && played.End <= bytes)
        {
            Done(played.File);
            _played.Dequeue();
        }
    }

    private void Done(FileStamp file)
    {
        _journal.Note(file, FileJournal.Whole);
        _scan.Forget(file);
    }

    private void Tell(Action<SourceGap> declare)
    {
        foreach (var gap in _gaps) declare(gap);
        _gaps.Clear();
    }

    // The next usable file. Null when stopped, and within an epoch when the limit has passed or there is a gap to tell.
    private async Task<DirectoryFile?> WaitAsync(TimeSpan? limit, Action<SourceGap>? declare, CancellationToken stop)
    {
        var started = _time.GetTimestamp();
        var pause = TimeSpan.FromSeconds(Math.Clamp(_options.Settle.TotalSeconds / 2, 0.05, 5));
        try
        {
            while (true)
            {
                if (Look() is { } file) return file;
                if (declare is not null) Tell(declare);
                // What is to be told ends the epoch: only between epochs can it be told.
                if (limit is not null && (_gaps.Count > 0 || _time.GetElapsedTime(started) > limit)) return null;
                await PauseAsync(pause, _time, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private static Task PauseAsync(TimeSpan pause, TimeProvider time, CancellationToken stop) => Task.Delay(pause, time, stop);

    private DirectoryFile? Look()
    {
        try
        {
            while (true)
            {
                var found = _scan.Next();
                if (_missing is { } missing) _gaps.Add(missing with { To = _time.GetUtcNow() });
                _missing = null;
                if (found is null) return null;
                if (Usable(found.Value.Stamp, found.Value.Inspection) is { } file) return file;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (_missing is not null) return null;
            _missing = new SourceGap(GapCauses.Missing, _time.GetUtcNow(), null, null, $"{_folder}: can't be read ({error.Message.TrimEnd('.')})");
            _gaps.Add(_missing);
            return null;
        }
    }

    private DirectoryFile? Usable(FileStamp stamp, RecordingInspection inspection)
    {
        var problem = inspection.Problem?.Message;
        if (inspection.IsUsable && _channel > inspection.Info.Channels)
            problem = string.Create(CultureInfo.InvariantCulture, $"{stamp.Path}: has {inspection.Info.Channels} channels; channel {_channel} is not there");
        if (problem is null) return DirectoryFile.Of(stamp, inspection.Info!, _journal.Analysed(stamp));
        _gaps.Add(new SourceGap(GapCauses.Unreadable, null, null, null, problem));
        Done(stamp);
        return null;
    }
}
