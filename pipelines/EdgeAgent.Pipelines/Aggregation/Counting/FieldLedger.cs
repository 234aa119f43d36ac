using System.Text;
using System.Text.Json;

namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>
/// The fields of the open interval on disk, so that a day's count outlives a restart: a head with the intervals told last, then a line a field, appended and flushed. A line that a crash cut is not read.
/// </summary>
public sealed class FieldLedger
{
    private readonly string _path;
    private readonly string _rules;
    private readonly StringBuilder _unwritten = new();

    private FieldLedger(string path, string rules) => (_path, _rules) = (path, rules);

    /// <summary>Begins of intervals that were told, the oldest first.</summary>
    public IReadOnlyList<DateTimeOffset> Told { get; private set; } = [];

    /// <summary>Fields of the interval that was open.</summary>
    public IReadOnlyList<FieldCount> Fields { get; private set; } = [];

    /// <summary>Fields that were counted under other rules and can't be told any more.</summary>
    public IReadOnlyList<FieldCount> Foreign { get; private set; } = [];

    /// <summary>Opens or creates it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rules">Digest of the rules under which is counted.</param>
    /// <exception cref="Sources.SourceException">It can't be read or written.</exception>
    public static FieldLedger Open(string path, string rules)
    {
        var ledger = new FieldLedger(path, rules);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            if (File.Exists(path)) ledger.Read();
            ledger.Rewrite();
            return ledger;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new Sources.SourceException(path, $"{path}: what is being counted can't be kept there ({error.Message.TrimEnd('.')}); make the folder writable", error);
        }
    }

    /// <summary>Notes a field. Where the disk refuses, it is kept and written with the next.</summary>
    public void Add(FieldCount field)
    {
        _unwritten.Append(JsonSerializer.Serialize(field, CountingJson.Default.FieldCount)).Append('\n');
        Try(() =>
        {
            using var stream = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read);
            stream.Write(Encoding.UTF8.GetBytes(_unwritten.ToString()));
            stream.Flush(flushToDisk: true);
            _unwritten.Clear();
        });
    }

    /// <summary>Another interval begins: the fields of the one before are forgotten.</summary>
    /// <param name="told">Begins of intervals that were told, the oldest first.</param>
    public void Begin(IReadOnlyList<DateTimeOffset> told)
    {
        (Told, Fields) = ([.. told], []);
        _unwritten.Clear();
        Try(Rewrite);
    }

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk must not end the counting; at worst a restart counts an interval's fields from there.
        }
    }

    private void Read()
    {
        using var lines = File.ReadLines(_path).GetEnumerator();
        if (!lines.MoveNext() || Parse(lines.Current, CountingJson.Default.LedgerHead) is not { } head) return;
        var fields = new List<FieldCount>();
        while (lines.MoveNext())
            if (Parse(lines.Current, CountingJson.Default.FieldCount) is { } field) fields.Add(field);
        if (head.Rules == _rules) (Told, Fields) = (head.Told, fields);
        else Foreign = fields;
    }

    private static T? Parse<T>(string line, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(line, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Rewrite()
    {
        var next = _path + ".new";
        using (var stream = new FileStream(next, FileMode.Create, FileAccess.Write))
        {
            stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new LedgerHead(_rules, Told), CountingJson.Default.LedgerHead) + "\n"));
            foreach (var field in Fields) stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(field, CountingJson.Default.FieldCount) + "\n"));
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, _path, overwrite: true);
    }
}
