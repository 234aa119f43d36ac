namespace EdgeAgent.Replay.Evaluation;

/// <summary>Brings what tables say together with what was analysed: recordings by path, labels by the model's names.</summary>
internal static class TruthResolver
{
    /// <summary>The items of all tables with the model's labels and the analysed recordings' paths.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="analysed">What was analysed.</param>
    /// <param name="labels">What labels mean.</param>
    /// <param name="elsewhere">Number of items in recordings that were not analysed; they are left out.</param>
    /// <exception cref="TruthException">A recording or label cannot be told.</exception>
    public static IReadOnlyList<TruthItem> Truth(IEnumerable<TruthTable> tables, IReadOnlyList<AnalysedSpan> analysed, TruthLabels labels, out int elsewhere)
    {
        var match = new RecordingMatch(analysed);
        var items = new List<TruthItem>();
        elsewhere = 0;
        foreach (var table in tables)
            foreach (var item in labels.Apply(table.Path, table.Items))
            {
                var file = item.File is null ? match.Implied(table.Path) : match.Named(table.Path, item.Line, item.File);
                if (file is null) elsewhere++;
                else items.Add(item with { File = file });
            }
        return items;
    }

    /// <summary>The confusers of all tables with the analysed recordings' paths; those of other recordings are left out.</summary>
    /// <exception cref="TruthException">A recording cannot be told.</exception>
    public static IReadOnlyList<ConfuserItem> Confusers(IEnumerable<ConfuserTable> tables, IReadOnlyList<AnalysedSpan> analysed)
    {
        var match = new RecordingMatch(analysed);
        var items = new List<ConfuserItem>();
        foreach (var table in tables)
            for (var i = 0; i < table.Items.Count; i++)
            {
                var item = table.Items[i];
                var file = item.File is null ? match.Implied(table.Path) : match.Named(table.Path, i + 2, item.File);
                if (file is not null) items.Add(item with { File = file });
            }
        return items;
    }
}
