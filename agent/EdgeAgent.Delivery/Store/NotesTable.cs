using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>The table <c>notes</c>: small values that the publisher keeps.</summary>
internal static class NotesTable
{
    /// <summary>All notes.</summary>
    public static Dictionary<string, string> Read(SqliteConnection connection)
    {
        var notes = new Dictionary<string, string>(StringComparer.Ordinal);
        using var rows = connection.Prepare("SELECT key, value FROM notes");
        while (rows.Step()) notes[rows.Text(0) ?? ""] = rows.Text(1) ?? "";
        return notes;
    }

    /// <summary>Keeps a note; null forgets it.</summary>
    public static void Write(SqliteConnection connection, string key, string? value)
    {
        using var statement = connection.Prepare(value is null ? "DELETE FROM notes WHERE key = ?" : "INSERT OR REPLACE INTO notes(key, value) VALUES(?,?)");
        statement.Bind(1, key);
        if (value is not null) statement.Bind(2, value);
        statement.Run();
    }
}
