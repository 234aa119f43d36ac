using EdgeAgent.Core.Events;

namespace EdgeAgent.Replay.Output;

/// <summary>
/// Writes the events of a replay into a folder: <c>events.ndjson</c>, <c>events.csv</c>, <c>events.selections.txt</c>, <c>events.audacity.txt</c>
/// over all recordings, and <c>NAME.selections.txt</c>, <c>NAME.labels.txt</c> beside each. NDJSON holds every revision and every gap record,
/// the tables hold closed events. All files appear together when <see cref="Complete"/> returns; before that, after <see cref="Abort"/> and after
/// a failure there is none. Memory does not grow with the number of events. The same events give the same bytes.
/// </summary>
internal sealed class EventOutputSet : IEventSink, IDisposable
{
    // Events arrive recording by recording; a few files stay open for those of joined recordings that close late.
    private const int OpenRecordingFiles = 16;

    private readonly List<AtomicFile> _files = [];
    private readonly List<IEventTable> _combined = [];
    private readonly Dictionary<string, RecordingTables> _recordings = new(StringComparer.Ordinal);
    private readonly Queue<AtomicFile> _open = new();
    private readonly EventJsonLine _json = new();
    private readonly IReadOnlyList<string> _madeDirectories;
    private AtomicFile? _ndjson;
    private bool _finished;

    private EventOutputSet(IReadOnlyList<string> madeDirectories)
    {
        _madeDirectories = madeDirectories;
    }

    /// <summary>Prepares the folder and the files.</summary>
    /// <exception cref="OutputException">The folder cannot be made or written, a result is in the way, or a recording is named twice.</exception>
    public static EventOutputSet Open(EventOutputOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfZero(options.Formats.Count, nameof(options));
        var names = RecordingNames.For([.. options.Recordings.Select(recording => recording.Path)]);
        var set = new EventOutputSet(AtomicFile.MakeDirectory(options.Directory));
        try
        {
            set.Prepare(options, names);
            return set;
        }
        catch
        {
            set.Abort();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="OutputException">The disk is full or fails; the set is aborted.</exception>
    public void Accept(DetectionEvent detection)
    {
        ArgumentNullException.ThrowIfNull(detection);
        ObjectDisposedException.ThrowIf(_finished, this);
        try
        {
            _ndjson?.Write(_json.Format(detection));
            if (detection.State == EventState.Close) AddRow(detection);
        }
        catch
        {
            Abort();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="OutputException">The disk is full or fails; the set is aborted.</exception>
    public void Accept(GapRecord gap)
    {
        ArgumentNullException.ThrowIfNull(gap);
        ObjectDisposedException.ThrowIf(_finished, this);
        try
        {
            _ndjson?.Write(_json.Format(gap));
        }
        catch
        {
            Abort();
            throw;
        }
    }

    /// <summary>Puts every file on disk and then gives all of them their names. Returns the names, those over all recordings first.</summary>
    /// <exception cref="OutputException">The disk is full or fails; nothing is left.</exception>
    public IReadOnlyList<string> Complete()
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        try
        {
            foreach (var table in _combined.Concat(_recordings.Values.SelectMany(recording => recording.Tables)))
            {
                table.Begin();
                table.File.Seal();
            }
            _ndjson?.Seal();
            foreach (var file in _files) file.Place();
        }
        catch
        {
            Abort();
            throw;
        }
        _finished = true;
        _json.Dispose();
        return [.. _files.Select(file => file.Path)];
    }

    /// <summary>Gives up: removes everything that this set wrote. Does nothing after <see cref="Complete"/>.</summary>
    public void Abort()
    {
        if (_finished) return;
        _finished = true;
        _json.Dispose();
        foreach (var file in _files) file.Discard();
        AtomicFile.RemoveEmpty(_madeDirectories);
    }

    /// <summary>Aborts unless complete.</summary>
    public void Dispose() => Abort();

    private void Prepare(EventOutputOptions options, IReadOnlyList<string> names)
    {
        AtomicFile Add(string name)
        {
            var file = new AtomicFile(Path.Combine(options.Directory, name), options.Existing);
            _files.Add(file);
            return file;
        }

        var formats = options.Formats;
        if (formats.Contains(OutputFormat.Ndjson)) _ndjson = Add(RecordingNames.Combined + ".ndjson");
        if (formats.Contains(OutputFormat.Csv)) _combined.Add(new CsvTable(Add(RecordingNames.Combined + ".csv")));
        if (formats.Contains(OutputFormat.Raven)) _combined.Add(new RavenTable(Add(RecordingNames.Combined + ".selections.txt")));
        if (formats.Contains(OutputFormat.Audacity)) _combined.Add(new AudacityTable(Add(RecordingNames.Combined + ".audacity.txt")));
        // Opened now, so that a folder that cannot be written or is in use is known before hours of work.
        foreach (var file in _files) file.Open();

        var begin = 0.0;
        for (var i = 0; i < names.Count; i++)
        {
            var recording = options.Recordings[i];
            var tables = new List<IEventTable>(2);
            if (formats.Contains(OutputFormat.Raven)) tables.Add(new RavenTable(Add(names[i] + ".selections.txt")));
            if (formats.Contains(OutputFormat.Audacity)) tables.Add(new AudacityTable(Add(names[i] + ".labels.txt")));
            _recordings.Add(recording.Path, new RecordingTables(recording, begin, tables));
            begin += recording.Seconds;
        }
    }

    private void AddRow(DetectionEvent detection)
    {
        if (detection.Recording is not { } span)
        {
            var onset = (double)detection.Stream.First / detection.Stream.Rate;
            var streamed = new EventRow(detection, onset, (double)detection.Stream.Last / detection.Stream.Rate, onset, null);
            foreach (var table in _combined) table.Add(streamed);
            return;
        }

        if (!_recordings.TryGetValue(span.Path, out var place))
            throw new ArgumentException($"an event lies in {span.Path}, which is none of this run's recordings", nameof(detection));
        var row = new EventRow(detection, place.SequenceBegin + span.BeginSeconds, place.SequenceBegin + span.EndSeconds, span.BeginSeconds, place.Recording);
        foreach (var table in _combined) table.Add(row);

        // Beside its recording an event ends with it at the latest: Raven refuses selections past the end of the sound.
        var alone = row with { Begin = span.BeginSeconds, End = Math.Max(span.BeginSeconds, Math.Min(span.EndSeconds, place.Recording.Seconds)) };
        foreach (var table in place.Tables)
        {
            KeepFewOpen(table.File);
            table.Add(alone);
        }
    }

    private void KeepFewOpen(AtomicFile next)
    {
        if (next.IsOpen) return;
        if (_open.Count == OpenRecordingFiles) _open.Dequeue().Suspend();
        _open.Enqueue(next);
    }
}
