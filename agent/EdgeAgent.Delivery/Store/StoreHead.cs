using EdgeAgent.Core.Events;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>The few numbers that every transaction brings up to date, kept in two rows with a check each.</summary>
internal sealed record StoreHead
{
    /// <summary>Names the store; 32 hex digits.</summary>
    public required string Store { get; init; }

    /// <summary>Predecessors that are named at most: so many stores in a row were lost before one gap record was delivered.</summary>
    private const int MostPredecessors = 8;

    /// <summary>The store that this one took over from, and behind a comma each those before it whose loss no delivered record had declared; empty when there was none.</summary>
    public string Predecessor { get; init; } = "";

    /// <summary>Transactions so far: tells whether one whose outcome is unknown has happened.</summary>
    public long Commits { get; init; }

    /// <summary>The last sequence given.</summary>
    public long Last { get; init; }

    /// <summary>The lowest sequence that is not settled.</summary>
    public long Cursor { get; init; } = 1;

    /// <summary>Every message below it was delivered, or a gap record that was delivered declares it. Not above the cursor, and behind it
    /// while a gap record is on its way or refused: with that record its declarations would be lost.</summary>
    public long Proven { get; init; } = 1;

    /// <summary>The last gap record; 0 when there was none.</summary>
    public long LastGap { get; init; }

    /// <summary>Seconds that the store has been open.</summary>
    public long Powered { get; init; }

    /// <summary>Whether the store was closed in good order.</summary>
    public bool Clean { get; init; }

    /// <summary>What subscribers may lack, undeclared, when the store is lost.</summary>
    public IReadOnlyList<SequenceRange> Unproven => [new SequenceRange(Store, Proven, null), .. UnprovenBefore];

    /// <summary>The same of the stores before: none once the first record, which declares their loss, was delivered.</summary>
    public IEnumerable<SequenceRange> UnprovenBefore => Proven > 1 ? [] : Predecessors.Select(store => new SequenceRange(store, 1, null));

    /// <summary>What a store that takes over from this one writes for <see cref="Predecessor"/>.</summary>
    public string Line => string.Join(',', Unproven.Select(range => range.Store).Take(MostPredecessors));

    /// <summary>Whether the store took over from another one.</summary>
    public bool Follows(string store) => Predecessors.Contains(store, StringComparer.Ordinal);

    private string[] Predecessors => Predecessor.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Reads the head, or gives null when neither row can be believed. Of two that differ the later counts, with the lower cursor: at worst something is sent again.</summary>
    public static StoreHead? Read(SqliteConnection connection)
    {
        using var rows = connection.Prepare("SELECT store, predecessor, commits, last, cursor, powered, clean, crc, proven, last_gap FROM head");
        StoreHead? found = null;
        while (rows.Step())
        {
            var head = new StoreHead
            {
                Store = rows.Text(0) ?? "", Predecessor = rows.Text(1) ?? "", Commits = rows.Int64(2), Last = rows.Int64(3),
                Cursor = rows.Int64(4), Powered = rows.Int64(5), Clean = rows.Int64(6) == 1,
                Proven = rows.Int64(8), LastGap = rows.Int64(9),
            };
            if (head.Store.Length == 0 || head.Check() != rows.Int64(7)) continue;
            if (head.Proven == 0) head = head with { Proven = 1, LastGap = head.Last };
            if (found is null) found = head;
            else if (found != head)
                found = (head.Commits > found.Commits ? head : found) with
                {
                    Cursor = Math.Min(head.Cursor, found.Cursor), Last = Math.Max(head.Last, found.Last), Clean = false,
                    Proven = Math.Min(head.Proven, found.Proven), LastGap = Math.Max(head.LastGap, found.LastGap),
                };
        }

        return found;
    }

    /// <summary>Binds the row to <c>(copy, store, predecessor, commits, last, cursor, powered, clean, crc, proven, last_gap)</c>.</summary>
    public void Bind(SqliteStatement statement, int copy)
    {
        using var row = statement.Binder();
        row.Bind(1, (long)copy);
        row.Bind(2, Store);
        row.Bind(3, Predecessor);
        row.Bind(4, Commits);
        row.Bind(5, Last);
        row.Bind(6, Cursor);
        row.Bind(7, Powered);
        row.Bind(8, Clean ? 1L : 0L);
        row.Bind(9, Check());
        row.Bind(10, Proven);
        row.Bind(11, LastGap);
    }

    private long Check()
    {
        var check = new RowCheck();
        check.Add(Store);
        check.Add(Predecessor);
        check.Add(Commits);
        check.Add(Last);
        check.Add(Cursor);
        check.Add(Powered);
        check.Add(Clean ? 1L : 0L);
        if (Proven == 0) return check.Value;
        check.Add(Proven);
        check.Add(LastGap);
        return check.Value;
    }
}
