namespace EdgeAgent.Replay.Evaluation;

/// <summary>
/// Reads truth: Raven selection tables; CSV with a heading (<c>begin_s,end_s</c> or <c>begin,end</c>, and where there are any
/// <c>file</c>, a label and <c>snr_db</c>); and lists without a heading: <c>begin,end,label[,file][,snr]</c>, or Audacity's begin, end, label with tabs.
/// </summary>
internal static class TruthReader
{
    /// <summary>Reads a table.</summary>
    /// <exception cref="TruthException">It cannot be read or a line of it is wrong.</exception>
    public static TruthTable Read(string path)
    {
        var table = DelimitedFile.Read(path);
        var first = table.Rows[0].Fields;
        var bare = first.Count >= 2 && DelimitedFile.TryNumber(first[0], out _) && DelimitedFile.TryNumber(first[1], out _);
        return new TruthTable(path, bare ? ReadBare(table) : ReadHeaded(table));
    }

    private static List<TruthItem> ReadHeaded(DelimitedFile table)
    {
        var columns = new TableColumns(table);
        var begin = columns.Require("Begin Time (s)", "begin_s", "begin", "Start (s)", "start_s", "start");
        var end = columns.Require("End Time (s)", "end_s", "end", "End (s)");
        var label = columns.Find("Species", "Label", "Annotation", "Common Name", "species_code", "Call Type", "Type", "Tag");
        var file = columns.Find("Begin Path", "Begin File", "file", "recording", "filename");
        var offset = columns.Find("File Offset (s)");
        var snr = columns.Find("snr_db", "SNR (dB)", "snr");
        var selection = columns.Find("Selection");
        var view = columns.Find("View");
        var views = new Dictionary<string, string>(StringComparer.Ordinal);

        var items = new List<TruthItem>(table.Rows.Count);
        foreach (var row in table.Rows.Skip(1))
        {
            // Raven writes a selection once for each view that shows it (waveform, spectrogram): it is still one call.
            if (TableColumns.Text(row, selection) is { } id && TableColumns.Text(row, view) is { } shown && !views.TryAdd(id, shown) && views[id] != shown) continue;
            var (from, to) = columns.Times(row, begin, end);
            var name = TableColumns.Text(row, file);
            // In a table over several files begin times add up; the place within the file is in a column of its own.
            if (name is not null && columns.OptionalNumber(row, offset) is { } within) (from, to) = (within, within + (to - from));
            items.Add(new TruthItem(TableColumns.Text(row, label), name, from, to, columns.OptionalNumber(row, snr), row.Line));
        }
        return items;
    }

    private static List<TruthItem> ReadBare(DelimitedFile table)
    {
        var items = new List<TruthItem>(table.Rows.Count);
        foreach (var row in table.Rows)
        {
            // Audacity puts the frequency range of a label on a second line that begins with a backslash.
            if (row.Fields[0] == "\\") continue;
            if (row.Fields.Count < 2 || !DelimitedFile.TryNumber(row.Fields[0], out var begin) || !DelimitedFile.TryNumber(row.Fields[1], out var end))
                throw TruthException.At(table.Path, row.Line, "the first two fields are not begin and end in seconds");
            if (begin < 0 || end < begin) throw TruthException.At(table.Path, row.Line, $"begin ({row.Fields[0]}) and end ({row.Fields[1]}) are not in order from 0 on");
            var file = table.Separator == ',' ? TableColumns.Text(row, 3) : null;
            double? snr = null;
            if (table.Separator == ',' && TableColumns.Text(row, 4) is { } text)
                snr = DelimitedFile.TryNumber(text, out var value) ? value : throw TruthException.At(table.Path, row.Line, $"the SNR is '{text}', which is no number");
            items.Add(new TruthItem(TableColumns.Text(row, 2), file, begin, end, snr, row.Line));
        }
        return items;
    }
}
