using EdgeAgent.Pipelines.Sources.Recordings;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>Finds complete recordings in a folder and those below it, in the order of their names.</summary>
internal sealed class FolderScan
{
    /// <summary>A file whose header promises more than is there waits so many times longer: its recorder may only be slow.</summary>
    private const int PatienceWithPromises = 10;

    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
        { ".wav", ".wave", ".flac", ".aif", ".aiff", ".aifc", ".ogg", ".oga", ".opus", ".w64", ".rf64", ".caf", ".au" };

    private readonly FolderFiles _files;
    private readonly FileJournal _journal;
    private readonly TimeSpan _settle;
    private readonly RecordingTimeRules _rules;
    private readonly Dictionary<string, FileStamp> _given = new(StringComparer.Ordinal);

    /// <summary>Makes the scan of a folder.</summary>
    public FolderScan(string folder, FileJournal journal, DirectoryOptions options, TimeProvider time)
    {
        _files = new FolderFiles(folder, Extensions, time);
        _journal = journal;
        _settle = options.Settle;
        _rules = new RecordingTimeRules(Zone: options.Zone);
    }

    /// <summary>Forgets that a file was given: the journal knows it now.</summary>
    public void Forget(FileStamp file) => _given.Remove(file.Path);

    /// <summary>Looks once.</summary>
    /// <returns>The first complete file that was neither analysed nor given before, with what it is; null when there is none.</returns>
    /// <exception cref="IOException">The folder can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public (FileStamp Stamp, RecordingInspection Inspection)? Next()
    {
        foreach (var (stamp, unchanged, _) in _files.Look(IsKnown))
        {
            if (unchanged < _settle) continue;
            var inspection = RecordingInspector.Inspect(stamp.Path, _rules);
            var isWhole = inspection.IsUsable && inspection.Info.DeclaredFrames is null;
            // Its place in the order is kept so long.
            if (!isWhole && unchanged < _settle * PatienceWithPromises) return null;
            // The journal knows it only once it was analysed.
            _given[stamp.Path] = stamp;
            return (stamp, inspection);
        }

        return null;
    }

    private bool IsKnown(FileStamp stamp) => _journal.Analysed(stamp) == FileJournal.Whole || (_given.TryGetValue(stamp.Path, out var given) && given == stamp);
}
