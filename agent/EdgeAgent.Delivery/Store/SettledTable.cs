using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>The table <c>settled</c>: ranges that left the outbox. What can't be believed counts as not settled, which costs a message sent twice, never a loss.</summary>
internal static class SettledTable
{
    /// <summary>The check of a row.</summary>
    public static long Check(long first, long last, long outcome)
    {
        var check = new RowCheck();
        check.Add(first);
        check.Add(last);
        check.Add(outcome);
        return check.Value;
    }

    /// <summary>All settled ranges of the table; those of refused and dropped messages also by themselves, when asked for.</summary>
    public static SequenceSet Read(SqliteConnection connection, SequenceSet? refused = null, SequenceSet? dropped = null)
    {
        var all = new SequenceSet();
        using var rows = connection.Prepare("SELECT first, last, outcome, crc FROM settled ORDER BY first");
        while (rows.Step())
        {
            var (first, last, outcome) = (rows.Int64(0), rows.Int64(1), rows.Int64(2));
            if (Check(first, last, outcome) != rows.Int64(3)) continue;
            all.Add(first, last);
            if (outcome == (long)Settlement.Refused) refused?.Add(first, last);
            if (outcome == (long)Settlement.Dropped) dropped?.Add(first, last);
        }

        return all;
    }

    /// <summary>Deletes what nobody asks any more: confirmations below the cursor, and everything older than the history.</summary>
    public static void Tidy(SqliteConnection connection, long cursor)
    {
        using var statement = connection.Prepare(
            """
            DELETE FROM settled WHERE last < ?1 AND (outcome = 1 OR last < (SELECT coalesce(min(first), ?1) FROM
                (SELECT min(sequence) AS first FROM events UNION ALL SELECT min(sequence) FROM updates UNION ALL SELECT min(sequence) FROM gaps)))
            """);
        statement.Bind(1, cursor);
        statement.Run();
    }
}
