namespace EdgeAgent.Replay.Evaluation;

/// <summary>Reads confuser tables: CSV with <c>begin_s,end_s,kind</c> and, where several recordings are meant, <c>file</c>.</summary>
internal static class ConfuserReader
{
    /// <summary>Reads a table.</summary>
    /// <exception cref="TruthException">It cannot be read or a line of it is wrong.</exception>
    public static ConfuserTable Read(string path)
    {
        var table = DelimitedFile.Read(path);
        var columns = new TableColumns(table);
        var begin = columns.Require("begin_s", "begin", "Begin Time (s)", "start_s", "start");
        var end = columns.Require("end_s", "end", "End Time (s)");
        var kind = columns.Require("kind", "label", "species");
        var file = columns.Find("file", "recording", "Begin Path", "Begin File");
        var items = new List<ConfuserItem>(table.Rows.Count);
        foreach (var row in table.Rows.Skip(1))
        {
            var (from, to) = columns.Times(row, begin, end);
            var what = TableColumns.Text(row, kind) ?? throw TruthException.At(path, row.Line, "kind is missing");
            items.Add(new ConfuserItem(what, TableColumns.Text(row, file), from, to));
        }
        return new ConfuserTable(path, items);
    }
}
