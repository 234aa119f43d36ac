using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>Reads the messages that a store keeps, sent and unsent, beside a running agent or without one. For one thread.</summary>
public sealed class EventHistory : IDisposable
{
    private readonly StoreCommand _command;

    private EventHistory(StoreCommand command) => _command = command;

    /// <summary>The store that was opened.</summary>
    public string StoreId => _command.Head.Store;

    /// <summary>Opens the store of a folder for reading.</summary>
    /// <param name="directory">The store's folder.</param>
    /// <exception cref="EventStoreException">There is none, it is damaged or of another version, or it can't be read.</exception>
    public static EventHistory Open(string directory) => new(StoreCommand.Open(directory, SqliteOpenMode.ReadOnly));

    /// <summary>The store now.</summary>
    /// <exception cref="EventStoreException">It can't be read.</exception>
    public StoreOverview Overview() => Guarded(connection =>
    {
        var head = StoreHead.Read(connection) ?? _command.Head;
        var settled = SettledTable.Read(connection);
        settled.Add(1, head.Cursor - 1);
        var pages = StoreSchema.Scalar(connection, "PRAGMA page_count") - StoreSchema.Scalar(connection, "PRAGMA freelist_count");
        return new StoreOverview(head.Store, head.Last, settled.NextAbsent(1), head.Last - settled.Count, AsideTable.Count(connection, AsideTable.Due),
            AsideTable.Count(connection, AsideTable.Dead), pages * StoreConnection.PageBytes);
    });

    /// <summary>A page of messages in order of acceptance. Rows that can't be believed are left out.</summary>
    /// <param name="query">Which.</param>
    /// <returns>At most <see cref="EventQuery.Limit"/> rows; fewer mean that there are no more.</returns>
    /// <exception cref="EventStoreException">The store can't be read.</exception>
    public IReadOnlyList<HistoryRow> Read(EventQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 10_000, nameof(query));
        return Guarded(connection => Read(connection, query));
    }

    /// <inheritdoc/>
    public void Dispose() => _command.Dispose();

    private List<HistoryRow> Read(SqliteConnection connection, EventQuery query)
    {
        // One transaction, so that rows and their states are of one moment.
        connection.Execute("BEGIN");
        try
        {
            var head = StoreHead.Read(connection) ?? _command.Head;
            var (refused, dropped) = (new SequenceSet(), new SequenceSet());
            var settled = SettledTable.Read(connection, refused, dropped);
            settled.Add(1, head.Cursor - 1);
            var page = new List<HistoryRow>();
            using var rows = connection.Prepare(Sql(query));
            Bind(rows, query);
            var (first, last) = Bounds(connection, query);
            rows.Bind(1, Math.Max(query.After, first - 1));
            rows.Bind(7, last);
            while (page.Count < query.Limit && rows.Step())
            {
                if (StoredMessage.Read(rows, head.Store) is not { } message) continue;
                var state = !settled.Contains(message.Sequence) ? DeliveryState.Pending
                    : refused.Contains(message.Sequence) ? DeliveryState.Refused : dropped.Contains(message.Sequence) ? DeliveryState.Dropped : DeliveryState.Acknowledged;
                if (query.State is null || query.State == state) page.Add(Row(message, state));
            }

            return page;
        }
        finally
        {
            connection.Execute("COMMIT");
        }
    }

    // Times rise with the numbers, nearly: an index over times gives the numbers between which a walk in order has to look.
    private static (long First, long Last) Bounds(SqliteConnection connection, EventQuery query)
    {
        if (query.From is null && query.To is null) return (0, long.MaxValue);
        var (first, last) = (long.MaxValue, 0L);
        foreach (var table in query.IncludeGaps ? MessageTables.All : [MessageTables.Updates, MessageTables.Events])
        {
            var index = table == MessageTables.Gaps ? "" : $"INDEXED BY {table}_time";
            using var rows = connection.Prepare($"SELECT min(sequence), max(sequence) FROM {table} {index} WHERE time_ms >= ? AND time_ms < ?");
            rows.Bind(1, query.From?.ToUnixTimeMilliseconds() ?? long.MinValue);
            rows.Bind(2, query.To?.ToUnixTimeMilliseconds() ?? long.MaxValue);
            if (!rows.Step() || rows.IsNull(0)) continue;
            first = Math.Min(first, rows.Int64(0));
            last = Math.Max(last, rows.Int64(1));
        }

        return (first, last);
    }

    private static string Sql(EventQuery query)
    {
        string[] tables = query.IncludeGaps ? MessageTables.All : [MessageTables.Updates, MessageTables.Events];
        return string.Join(" UNION ALL ", tables.Select(table => $"SELECT {StoredMessage.Columns} FROM {table} WHERE {Where(query, table)}")) + " ORDER BY 1";
    }

    private static string Where(EventQuery query, string table)
    {
        // The newest revision of an event that goes on is listed by its number, so no table needs an index by event; the plus keeps SQLite from walking through all updates to find those few.
        var among = query.LatestRevisionOnly && table == MessageTables.Updates ? "sequence IN (SELECT sequence FROM open_events) AND +" : "";
        var where = $"{among}sequence > ?1 AND {(among.Length > 0 ? "+" : "")}sequence <= ?7";
        if (query.LatestRevisionOnly && table == MessageTables.Events) where += $" AND (kind = {(int)MessageKind.Close} OR sequence IN (SELECT sequence FROM open_events))";
        if (query.From is not null) where += " AND time_ms >= ?2";
        if (query.To is not null) where += " AND time_ms < ?3";
        if (query.Label is not null) where += " AND label = ?4";
        if (query.Pipeline is not null) where += " AND pipeline = ?5";
        if (query.MinimumPeak is not null) where += " AND peak >= ?6";
        return where;
    }

    private static void Bind(SqliteStatement rows, EventQuery query)
    {
        if (query.From is { } from) rows.Bind(2, from.ToUnixTimeMilliseconds());
        if (query.To is { } to) rows.Bind(3, to.ToUnixTimeMilliseconds());
        if (query.Label is { } label) rows.Bind(4, label);
        if (query.Pipeline is { } pipeline) rows.Bind(5, pipeline);
        if (query.MinimumPeak is { } peak) rows.Bind(6, peak);
    }

    private static HistoryRow Row(StoredMessage message, DeliveryState state) => new()
    {
        Sequence = message.Sequence, Kind = message.Kind, Pipeline = message.Pipeline, Label = message.Label, Id = message.Id, Revision = message.Revision,
        Time = message.TimeMs is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null, Peak = message.Peak, State = state, Payload = message.Payload,
    };

    private T Guarded<T>(Func<SqliteConnection, T> read)
    {
        try
        {
            return read(_command.Connection);
        }
        catch (SqliteException e)
        {
            throw new EventStoreException(e.Message, e);
        }
    }
}
