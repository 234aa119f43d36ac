using System.Text.Json;
using EdgeAgent.Core.Models.Lifecycle;

namespace EdgeAgent.Models.Store;

/// <summary>
/// Every step of every version, a JSON line each, on disk before the step counts. A line that a crash cut short is dropped at the next start;
/// lines that can't be read are passed over and counted. When the file has grown long, all but the last lines of each version are left out.
/// Not for two threads at once.
/// </summary>
internal sealed class TransactionJournal : IDisposable
{
    private const long Longest = 1 << 20;
    private const int HistoryLines = 20;
    private const int MostVersions = 200;

    private readonly StoreFiles _files;
    private readonly string _path;
    private FileStream _file;
    private List<JournalLine> _lines = [];
    private long _longest = Longest;

    /// <summary>Opens the journal and reads it.</summary>
    /// <exception cref="IOException">It can't be read or written.</exception>
    public TransactionJournal(string path, StoreFiles files)
    {
        (_path, _files) = (path, files);
        var whole = Read(path);
        if (whole > Longest) Shorten();
        _file = Open(path);
        if (whole <= Longest && _file.Length > whole) _file.SetLength(whole);
        _file.Seek(0, SeekOrigin.End);
        Interop.Files.DirectoryFlush.Flush(Path.GetDirectoryName(path)!);
    }

    /// <summary>All lines, oldest first.</summary>
    public IReadOnlyList<JournalLine> Lines => _lines;

    /// <summary>Lines that could not be read at the start.</summary>
    public int Unreadable { get; private set; }

    /// <summary>The last line of a version; null when there is none.</summary>
    public JournalLine? Last(string model, int version) => _lines.FindLast(line => line.Model == model && line.Version == version);

    /// <summary>Writes a line; it is on disk when this returns.</summary>
    /// <exception cref="IOException">The disk refuses; the line does not count.</exception>
    public void Append(JournalLine line)
    {
        var word = line.State.Word();
        _files.Reached($"journal.{word}.before");
        var end = _file.Length;
        try
        {
            _file.Seek(0, SeekOrigin.End);
            _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(line, StoreJson.Default.JournalLine), (byte)'\n']);
            _files.Reached($"journal.{word}.written");
            _file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // A part of a line must not be the beginning of the next one.
            _file.SetLength(end);
            throw;
        }

        _lines.Add(line);
        _files.Reached($"journal.{word}.after");
        if (_file.Length > _longest) ShortenNow();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static FileStream Open(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);

    private void ShortenNow()
    {
        try
        {
            Shorten();
        }
        catch (Exception error) when (StoreFiles.IsFileFailure(error))
        {
            // The line is on disk and counts; the file may grow on until the disk takes a shorter one.
            _longest = _file.Length + Longest;
        }

        // Also after a failure: the shorter file may have its place already.
        var before = _file;
        _file = Open(_path);
        before.Dispose();
    }

    // Answers with the bytes of all whole lines.
    private long Read(string path)
    {
        if (!File.Exists(path)) return 0;
        var bytes = File.ReadAllBytes(path).AsSpan();
        var whole = bytes.LastIndexOf((byte)'\n') + 1;
        foreach (var range in bytes[..whole].Split((byte)'\n'))
        {
            var text = bytes[..whole][range];
            if (text.IsEmpty) continue;
            try
            {
                _lines.Add(JsonSerializer.Deserialize(text, StoreJson.Default.JournalLine) ?? throw new JsonException());
            }
            catch (JsonException)
            {
                Unreadable++;
            }
        }

        return whole;
    }

    private void Shorten()
    {
        // Versions and mere archives apart: archives that come and go must not push a version out that is in use.
        var kept = _lines.GroupBy(line => (line.Model, line.Version, line.Version == 0 ? line.Archive : null)).GroupBy(version => version.Key.Version == 0)
            .SelectMany(kind => kind.OrderBy(version => version.Last().Time).TakeLast(MostVersions))
            .SelectMany(version => version.TakeLast(HistoryLines)).ToHashSet(ReferenceEqualityComparer.Instance);

        // A new list: whoever reads the old one goes on with that.
        _lines = [.. _lines.Where(kept.Contains)];
        using var content = new MemoryStream();
        foreach (var line in _lines)
        {
            content.Write(JsonSerializer.SerializeToUtf8Bytes(line, StoreJson.Default.JournalLine));
            content.WriteByte((byte)'\n');
        }

        _longest = Math.Max(Longest, 2 * content.Length);
        _files.Replace(_path, content.GetBuffer().AsSpan(0, (int)content.Length), "journal");
    }
}
