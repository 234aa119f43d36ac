namespace EdgeAgent.Replay.Evaluation;

/// <summary>Finds the columns of a table by any of the names that tools give them, and reads its fields with errors that name file, line and column.</summary>
internal sealed class TableColumns
{
    private readonly DelimitedFile _table;
    private readonly IReadOnlyList<string> _heading;

    /// <summary>Takes the first row as the heading.</summary>
    public TableColumns(DelimitedFile table)
    {
        _table = table;
        _heading = table.Rows[0].Fields;
    }

    /// <summary>The column of the first of these names that the heading holds, upper and lower case the same; null when it holds none.</summary>
    public int? Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            for (var i = 0; i < _heading.Count; i++)
                if (_heading[i].Equals(name, StringComparison.OrdinalIgnoreCase)) return i;
        return null;
    }

    /// <summary>As <see cref="Find"/>, for a column that the table must have.</summary>
    public int Require(params ReadOnlySpan<string> names) => Find(names)
        ?? throw TruthException.At(_table.Path, _table.Rows[0].Line, $"no column '{names[0]}' (the heading is: {string.Join(", ", _heading)})");

    /// <summary>The text of a field; null when the column is absent or the field empty.</summary>
    public static string? Text(DelimitedRecord row, int? column) =>
        column is { } i && i < row.Fields.Count && row.Fields[i].Length > 0 ? row.Fields[i] : null;

    /// <summary>The number of a field that must be there.</summary>
    public double Number(DelimitedRecord row, int column)
    {
        var text = Text(row, column) ?? throw TruthException.At(_table.Path, row.Line, $"{_heading[column]} is missing");
        return DelimitedFile.TryNumber(text, out var value)
            ? value
            : throw TruthException.At(_table.Path, row.Line, $"{_heading[column]} is '{text}', which is no number");
    }

    /// <summary>The number of a field that may be empty or absent.</summary>
    public double? OptionalNumber(DelimitedRecord row, int? column) => Text(row, column) is null ? null : Number(row, column!.Value);

    /// <summary>Begin and end of a row, in order and not before the start of the recording.</summary>
    public (double Begin, double End) Times(DelimitedRecord row, int begin, int end)
    {
        var (from, to) = (Number(row, begin), Number(row, end));
        if (from < 0) throw TruthException.At(_table.Path, row.Line, $"{_heading[begin]} is negative ({Text(row, begin)})");
        if (to < from) throw TruthException.At(_table.Path, row.Line, $"{_heading[end]} ({Text(row, end)}) is before {_heading[begin]} ({Text(row, begin)})");
        return (from, to);
    }
}
