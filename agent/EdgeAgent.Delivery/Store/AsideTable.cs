using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>The table <c>aside</c>: dead letters (state 0) and messages that are due out of order (state 1). Used rarely, so statements are made as needed.</summary>
internal static class AsideTable
{
    /// <summary>State of a dead letter.</summary>
    public const int Dead = 0;

    /// <summary>State of a message that is due.</summary>
    public const int Due = 1;

    /// <summary>Rows in a state.</summary>
    public static long Count(SqliteConnection connection, int state)
    {
        using var statement = connection.Prepare("SELECT count(*) FROM aside INDEXED BY aside_state WHERE state = ?");
        statement.Bind(1, (long)state);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>Messages that are due, dead letters, and gap records among both.</summary>
    public static (long Due, long Dead, long Gaps) Count(SqliteConnection connection)
    {
        // Written out, not bound: only then does the partial index serve.
        using var statement = connection.Prepare($"SELECT count(*) FROM aside WHERE kind = {(int)MessageKind.Gap}");
        return (Count(connection, Due), Count(connection, Dead), statement.Step() ? statement.Int64(0) : 0);
    }

    /// <summary>The oldest rows in a state without gap records, which are never given up: they declare what is gone already. Only those accepted before a powered second when one is given.</summary>
    public static IReadOnlyList<AsideKey> Oldest(SqliteConnection connection, int state, int count, double before = double.MaxValue)
    {
        var keys = new List<AsideKey>();
        using var rows = connection.Prepare("SELECT id, store, sequence FROM aside INDEXED BY aside_state WHERE state = ? AND powered < ? AND kind <> 4 ORDER BY id LIMIT ?");
        rows.Bind(1, (long)state);
        rows.Bind(2, before);
        rows.Bind(3, (long)count);
        while (rows.Step()) keys.Add(new AsideKey(rows.Int64(0), rows.Text(1) ?? "", rows.Int64(2)));
        return keys;
    }

    /// <summary>Deletes a message, if it is still the same one.</summary>
    public static void Delete(SqliteConnection connection, AsideKey key)
    {
        using var statement = connection.Prepare("DELETE FROM aside WHERE id = ? AND store = ? AND sequence = ?");
        Bind(statement, key, 1);
        statement.Run();
    }

    /// <summary>A message; null when it is missing, another one, or can't be believed.</summary>
    public static StoredMessage? Find(SqliteConnection connection, AsideKey key)
    {
        using var rows = connection.Prepare($"SELECT {StoredMessage.Columns} FROM aside WHERE id = ? AND store = ? AND sequence = ?");
        Bind(rows, key, 1);
        return rows.Step() ? StoredMessage.Read(rows, key.Store) : null;
    }

    /// <summary>Whether a row is there and can't be believed.</summary>
    public static bool IsDamaged(SqliteConnection connection, long row)
    {
        using var rows = connection.Prepare($"SELECT store, {StoredMessage.Columns} FROM aside WHERE id = ?");
        rows.Bind(1, row);
        return rows.Step() && StoredMessage.Read(rows, rows.Text(0) ?? "", 1) is null;
    }

    /// <summary>Deletes a row.</summary>
    public static void Delete(SqliteConnection connection, long row)
    {
        using var statement = connection.Prepare("DELETE FROM aside WHERE id = ?");
        statement.Bind(1, row);
        statement.Run();
    }

    /// <summary>Makes a message that was due a dead letter (again).</summary>
    public static void Refuse(SqliteConnection connection, AsideKey key, string reason)
    {
        using var statement = connection.Prepare("UPDATE aside SET state = 0, reason = ? WHERE id = ? AND store = ? AND sequence = ?");
        statement.Bind(1, reason);
        Bind(statement, key, 2);
        statement.Run();
    }

    private static void Bind(SqliteStatement statement, AsideKey key, int at)
    {
        statement.Bind(at, key.Row);
        statement.Bind(at + 1, key.Store);
        statement.Bind(at + 2, key.Sequence);
    }
}
