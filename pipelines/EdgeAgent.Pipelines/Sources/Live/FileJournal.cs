using System.Globalization;
using System.Text;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>
/// Remembers which files were analysed, over restarts: one line a file, appended and flushed to the disk. A line that a crash cut is not read.
/// Files that are gone are forgotten when it is opened, so it stays as small as the folder.
/// </summary>
/// <remarks>A line: sample frames analysed (−1 for all), length, last change in ticks, escaped path, separated by tabs.</remarks>
internal sealed class FileJournal
{
    /// <summary>All of a file.</summary>
    public const long Whole = -1;

    private readonly string _path;
    private readonly Dictionary<string, (FileStamp Stamp, long Frames)> _files = new(StringComparer.Ordinal);
    private readonly StringBuilder _unwritten = new();

    private FileJournal(string path) => _path = path;

    /// <summary>Opens or creates it.</summary>
    /// <exception cref="SourceException">It can't be read or written.</exception>
    public static FileJournal Open(string path)
    {
        var journal = new FileJournal(path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var read = File.Exists(path) ? journal.Read() : 0;
            if (read > journal._files.Count) journal.Rewrite();
            journal.Append(create: true);
            return journal;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(path, $"{path}: the list of analysed files can't be kept there ({error.Message.TrimEnd('.')}); name another place in Source:Journal", error);
        }
    }

    /// <summary>Sample frames of a file that were analysed: <see cref="Whole"/>, or 0 for none.</summary>
    public long Analysed(FileStamp file) => _files.TryGetValue(file.Path, out var known) && known.Stamp == file ? known.Frames : 0;

    /// <summary>Notes what was analysed of a file. Where the disk refuses, it is kept and written with the next note.</summary>
    public void Note(FileStamp file, long frames)
    {
        _files[file.Path] = (file, frames);
        _unwritten.Append(Line(file, frames));
        try
        {
            Append(create: false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk must not end the listening; at worst a file is analysed twice.
        }
    }

    private static string Line(FileStamp file, long frames) =>
        string.Create(CultureInfo.InvariantCulture, $"{frames}\t{file.Length}\t{file.Changed}\t{Uri.EscapeDataString(file.Path)}\n");

    private void Append(bool create)
    {
        using var stream = new FileStream(_path, create ? FileMode.OpenOrCreate : FileMode.Append, FileAccess.Write, FileShare.Read);
        if (create) return;
        stream.Write(Encoding.UTF8.GetBytes(_unwritten.ToString()));
        stream.Flush(flushToDisk: true);
        _unwritten.Clear();
    }

    // Lines that were read.
    private int Read()
    {
        var count = 0;
        foreach (var line in File.ReadLines(_path))
        {
            count++;
            var parts = line.Split('\t');
            if (parts.Length != 4 || !long.TryParse(parts[0], CultureInfo.InvariantCulture, out var frames) || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out var length) || !long.TryParse(parts[2], CultureInfo.InvariantCulture, out var changed)) continue;
            var stamp = new FileStamp(Uri.UnescapeDataString(parts[3]), length, changed);
            if (new FileInfo(stamp.Path) is { Exists: true } file && FileStamp.Of(file) == stamp) _files[stamp.Path] = (stamp, frames);
        }

        return count;
    }

    private void Rewrite()
    {
        var next = _path + ".new";
        using (var stream = new FileStream(next, FileMode.Create, FileAccess.Write))
        {
            foreach (var (stamp, frames) in _files.Values) stream.Write(Encoding.UTF8.GetBytes(Line(stamp, frames)));
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, _path, overwrite: true);
    }
}
