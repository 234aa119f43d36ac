using EdgeAgent.Core.Events;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>The store's own gap records that wait in the outbox, so that a later one can replace them: without a link for weeks their number stays bounded.</summary>
internal sealed class SummaryList
{
    private readonly Dictionary<(string Cause, string Pipeline), List<Summary>> _lists = [];
    private readonly Dictionary<(string Cause, string Pipeline), int> _merged = [];

    /// <summary>Begins with what waits in a database.</summary>
    public void Load(SqliteConnection connection, StoreHead head, SequenceSet settled)
    {
        _lists.Clear();
        _merged.Clear();
        using var rows = connection.Prepare($"SELECT {StoredMessage.Columns} FROM {MessageTables.Gaps} WHERE sequence >= ? ORDER BY sequence");
        rows.Bind(1, head.Cursor);
        while (rows.Step())
        {
            if (settled.Contains(rows.Int64(0)) || StoredMessage.Read(rows, head.Store) is not { } row || GapParts.Parse(row.Payload.Span) is not { } gap) continue;
            if (StoreCauses.IsSummary(gap.Cause)) Add(new Summary(row.Sequence, gap.Cause, gap.Pipeline, gap.Lost?.Sequences?.Count ?? 0));
        }
    }

    /// <summary>What a new record replaces: as a rule the last one, as long as it has room; all of them when they have doubled since they were last merged,
    /// because what lay between their ranges may be gone by then. None that the publisher holds.</summary>
    public IReadOnlyList<Summary> ReplaceableBy(GapRecord record, DeliveryLedger ledger, CommitOutcome outcome)
    {
        var key = (record.Cause, record.Pipeline);
        if (!_lists.TryGetValue(key, out var list)) return [];
        list.RemoveAll(summary => ledger.IsGone(summary.Sequence));
        var free = list.Where(summary => ledger.IsFree(summary.Sequence) && !outcome.Left.Contains(summary.Sequence)).ToList();
        if (free.Count > 8 + 2 * _merged.GetValueOrDefault(key))
        {
            _merged[key] = (free.Sum(summary => summary.Ranges) + GapParts.MostRanges - 1) / GapParts.MostRanges;
            return Taken(free);
        }

        return free.Count > 0 && free[^1].Ranges < GapParts.MostRanges ? Taken([free[^1]]) : [];

        // The publisher may have been faster.
        List<Summary> Taken(List<Summary> chosen) => chosen.FindAll(summary => ledger.TryGiveUp(summary.Sequence));
    }

    /// <summary>Follows a transaction that is on disk.</summary>
    public void Committed(CommitOutcome outcome)
    {
        foreach (var list in _lists.Values) list.RemoveAll(summary => outcome.Superseded.Contains(summary.Sequence));
        foreach (var summary in outcome.Summaries)
            if (!outcome.Superseded.Contains(summary.Sequence)) Add(summary);
    }

    private void Add(Summary summary)
    {
        var key = (summary.Cause, summary.Pipeline);
        if (!_lists.TryGetValue(key, out var list)) _lists.Add(key, list = []);
        list.Add(summary);
    }
}
