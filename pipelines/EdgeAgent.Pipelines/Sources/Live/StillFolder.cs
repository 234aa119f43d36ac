using EdgeAgent.Core.Time;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Pipelines.Frames;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>
/// Images as they appear in a folder: a time-lapse camera's card, a microscope's output. Each file is looked at once, in the order of names, when it is complete; a journal remembers that over restarts.
/// One that can't be used is declared and left out. An image's time is that of its file.
/// </summary>
/// <remarks>One that never stops changing keeps later ones waiting for a while, not for ever; it is looked at when it is complete.</remarks>
public sealed class StillFolder : IStillSource, IDisposable
{
    /// <summary>Larger files are no images that this agent decodes: 256 MiB.</summary>
    private const long LargestFile = 256 << 20;

    /// <summary>Later images wait so many times the settling time for one that goes on changing; then they pass it.</summary>
    private const int PatienceWithChanges = 10;

    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase) { ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp" };

    private readonly string _folder;
    private readonly DirectoryOptions _options;
    private readonly ImageDecodeOptions _images;
    private readonly Action<SourceGap> _declare;
    private readonly TimeProvider _time;
    private readonly FolderFiles _files;
    private readonly FileJournal _journal;
    private readonly ImageFileDecoder _decoder = new();
    private readonly Dictionary<long, FileStamp> _underWay = [];
    private readonly Queue<FileStamp> _found = new();
    private readonly Lock _lock = new();
    private StreamTimeline? _timeline;
    private SourceGap? _missing;

    /// <summary>Makes the source.</summary>
    /// <param name="folder">The folder; it need not be there yet.</param>
    /// <param name="options">How it is watched.</param>
    /// <param name="images">Limits of images.</param>
    /// <param name="declare">Takes gaps: files that can't be used, a folder that is away. Called from the thread that reads.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SourceException">The journal can't be kept.</exception>
    /// <exception cref="Interop.Native.NativeLibraryException">OpenCV is missing; the message says what to install.</exception>
    public StillFolder(string folder, DirectoryOptions options, ImageDecodeOptions images, Action<SourceGap> declare, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_folder, _options, _images, _declare, _time) = (folder, options, images, declare, time);
        _files = new FolderFiles(folder, Extensions, time);
        _journal = FileJournal.Open(options.Journal);
    }

    /// <inheritdoc/>
    public string Description => $"images that appear in {_folder}";

    /// <summary>Dates an epoch by its files.</summary>
    /// <param name="timeline">Gets an anchor with each image.</param>
    public void Begin(StreamTimeline timeline) => _timeline = timeline;

    /// <inheritdoc/>
    public async ValueTask<VideoFrame?> NextAsync(FramePool pool, long position, Action damaged, CancellationToken cancellation)
    {
        var pause = TimeSpan.FromSeconds(Math.Clamp(_options.Settle.TotalSeconds / 2, 0.05, 5));
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            while (_found.TryDequeue(out var stamp))
            {
                if (Read(stamp, pool) is not { } frame)
                {
                    damaged();
                    continue;
                }

                _timeline?.Replace(new TimeAnchor(position, new DateTimeOffset(stamp.Changed, TimeSpan.Zero)));
                lock (_lock) _underWay[position] = stamp;
                return frame;
            }

            Look();
            if (_found.Count == 0) await PauseAsync(pause, _time, cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public FieldOrigin? OriginOf(long position)
    {
        lock (_lock) return _underWay.TryGetValue(position, out var stamp) ? new FieldOrigin(Path.GetFileName(stamp.Path), new DateTimeOffset(stamp.Changed, TimeSpan.Zero)) : null;
    }

    /// <inheritdoc/>
    public void Done(long position)
    {
        lock (_lock)
        {
            if (_underWay.Remove(position, out var stamp)) _journal.Note(stamp, FileJournal.Whole);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();

    private static Task PauseAsync(TimeSpan pause, TimeProvider time, CancellationToken stop) => Task.Delay(pause, time, stop);

    private void Look()
    {
        try
        {
            foreach (var (stamp, unchanged, seen) in _files.Look(IsKnown))
            {
                if (unchanged >= _options.Settle) _found.Enqueue(stamp);
                // Those behind one that is still being written wait for it, so that the order holds.
                else if (seen < _options.Settle * PatienceWithChanges) break;
            }

            if (_missing is { } missing) _declare(missing with { To = _time.GetUtcNow() });
            _missing = null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (_missing is not null) return;
            _missing = new SourceGap(GapCauses.Missing, _time.GetUtcNow(), null, null, $"{_folder}: can't be read ({error.Message.TrimEnd('.')})");
            _declare(_missing);
        }
    }

    private bool IsKnown(FileStamp stamp)
    {
        lock (_lock) return _underWay.ContainsValue(stamp) || _journal.Analysed(stamp) == FileJournal.Whole;
    }

    // Null for one that can't be used: it is declared, and known.
    private VideoFrame? Read(FileStamp stamp, FramePool pool)
    {
        string reason;
        try
        {
            if (stamp.Length > LargestFile) reason = $"has {stamp.Length} bytes, more than the {LargestFile} that are read";
            else if (ImageFrames.TryDecode(_decoder, File.ReadAllBytes(stamp.Path), _images, pool, out var frame, out var fault)) return frame;
            else reason = fault!.Reason;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            reason = $"can't be read ({error.Message.TrimEnd('.')})";
        }

        lock (_lock) _journal.Note(stamp, FileJournal.Whole);
        var at = new DateTimeOffset(stamp.Changed, TimeSpan.Zero);
        _declare(new SourceGap(GapCauses.Unreadable, at, at, null, $"{stamp.Path}: {reason}"));
        return null;
    }
}
