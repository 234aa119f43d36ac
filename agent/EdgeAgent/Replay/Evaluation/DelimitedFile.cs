using System.Globalization;
using System.Text;

namespace EdgeAgent.Replay.Evaluation;

/// <summary>
/// A small table of text as people and their tools write it: tab separated as Raven does (nothing is quoted) or comma separated (RFC 4180),
/// with or without a byte order mark, any line ends, empty lines passed over.
/// </summary>
internal sealed class DelimitedFile
{
    // Tables made by people have short lines; a longer one is a sound file or another mistake, found before memory is full of it.
    private const int LongestRow = 1 << 20;

    private DelimitedFile(string path, char separator, IReadOnlyList<DelimitedRecord> rows)
    {
        Path = path;
        Separator = separator;
        Rows = rows;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Tab or comma, whichever the first row holds.</summary>
    public char Separator { get; }

    /// <summary>All rows, the heading included, with fields trimmed of spaces.</summary>
    public IReadOnlyList<DelimitedRecord> Rows { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="TruthException">It cannot be read, is empty, or is no table of text.</exception>
    public static DelimitedFile Read(string path)
    {
        try
        {
            using var reader = new StreamReader(path, Encoding.UTF8);
            return Parse(path, reader);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TruthException($"{path} does not exist; check the name.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TruthException($"{path} cannot be read ({exception.Message.TrimEnd('.')}).", exception);
        }
    }

    /// <summary>A number as tables hold it: a point for decimals whatever the machine's language; finite.</summary>
    public static bool TryNumber(string field, out double value) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static DelimitedFile Parse(string path, StreamReader reader)
    {
        var rows = new List<DelimitedRecord>();
        char? separator = null;
        var line = 0;
        while (ReadLine(path, reader, line + 1) is { } text)
        {
            var begin = ++line;
            if (text.Contains('\0', StringComparison.Ordinal)) throw TruthException.At(path, line, "this is no table of text; name a Raven selection table or a CSV file");
            if (string.IsNullOrWhiteSpace(text)) continue;
            separator ??= text.Contains('\t', StringComparison.Ordinal) ? '\t' : ',';
            if (separator == '\t')
            {
                rows.Add(new DelimitedRecord(begin, [.. text.Split('\t').Select(field => field.Trim())]));
                continue;
            }
            while (text.AsSpan().Count('"') % 2 != 0)
            {
                var more = ReadLine(path, reader, line + 1) ?? throw TruthException.At(path, begin, "a quotation mark is never closed");
                text = $"{text}\n{more}";
                line++;
                if (text.Length > LongestRow) throw TruthException.At(path, begin, "a quotation mark is never closed");
            }
            rows.Add(new DelimitedRecord(begin, Fields(text)));
        }
        if (rows.Count == 0) throw new TruthException($"{path} is empty; a truth table has at least its heading.");
        return new DelimitedFile(path, separator ?? ',', rows);
    }

    private static string? ReadLine(string path, StreamReader reader, int line)
    {
        var text = new StringBuilder();
        for (var next = reader.Read(); next >= 0; next = reader.Read())
        {
            if (next == '\n') return text.ToString();
            if (next == '\r')
            {
                if (reader.Peek() == '\n') reader.Read();
                return text.ToString();
            }
            text.Append((char)next);
            if (text.Length > LongestRow) throw TruthException.At(path, line, "this is no table of text; name a Raven selection table or a CSV file");
        }
        return text.Length == 0 ? null : text.ToString();
    }

    private static List<string> Fields(string text)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"') field.Append(text[i++]);
            else if (text[i] == '"') quoted = !quoted;
            else if (text[i] == ',' && !quoted) Take();
            else field.Append(text[i]);
        }
        Take();
        return fields;

        void Take()
        {
            fields.Add(field.ToString().Trim());
            field.Clear();
        }
    }
}
