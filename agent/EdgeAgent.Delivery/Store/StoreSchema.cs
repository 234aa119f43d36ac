using System.Globalization;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>The tables, and the steps from each version to the next. <c>PRAGMA user_version</c> is the number of steps taken.</summary>
internal static class StoreSchema
{
    // A step is never changed once released; a new one is added at the end.
    private static readonly string[] Steps =
    [
        """
        -- Every message by its number; rows are added and deleted, never changed. What goes first when the disk is short has a table of its own,
        -- because deleting every third row of a table frees none of its pages.
        CREATE TABLE events(
            sequence INTEGER PRIMARY KEY, kind INTEGER NOT NULL, pipeline TEXT NOT NULL, label TEXT, event_id TEXT NOT NULL, revision INTEGER NOT NULL,
            time_ms INTEGER, peak REAL NOT NULL, powered INTEGER NOT NULL, payload BLOB NOT NULL, crc INTEGER NOT NULL);
        CREATE TABLE updates(
            sequence INTEGER PRIMARY KEY, kind INTEGER NOT NULL, pipeline TEXT NOT NULL, label TEXT, event_id TEXT NOT NULL, revision INTEGER NOT NULL,
            time_ms INTEGER, peak REAL NOT NULL, powered INTEGER NOT NULL, payload BLOB NOT NULL, crc INTEGER NOT NULL);
        CREATE TABLE gaps(
            sequence INTEGER PRIMARY KEY, kind INTEGER NOT NULL, pipeline TEXT NOT NULL, label TEXT, event_id TEXT NOT NULL, revision INTEGER NOT NULL,
            time_ms INTEGER, peak REAL NOT NULL, powered INTEGER NOT NULL, payload BLOB NOT NULL, crc INTEGER NOT NULL);
        CREATE INDEX events_time ON events(time_ms);
        CREATE INDEX updates_time ON updates(time_ms);
        -- Ranges that left the outbox; they may touch and overlap. Below the cursor everything has, and what was refused (2) or dropped (3) is remembered for the history.
        CREATE TABLE settled(id INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, outcome INTEGER NOT NULL, crc INTEGER NOT NULL);
        -- Messages outside the order: dead letters (state 0), and requeued or salvaged ones that are due (state 1).
        CREATE TABLE aside(
            id INTEGER PRIMARY KEY AUTOINCREMENT, state INTEGER NOT NULL, reason TEXT, store TEXT NOT NULL,
            sequence INTEGER NOT NULL, kind INTEGER NOT NULL, pipeline TEXT NOT NULL, label TEXT, event_id TEXT NOT NULL, revision INTEGER NOT NULL,
            time_ms INTEGER, peak REAL NOT NULL, powered INTEGER NOT NULL, payload BLOB NOT NULL, crc INTEGER NOT NULL);
        CREATE INDEX aside_state ON aside(state);
        -- Events that have not closed, with the number of their last revision, or the revision itself when it is in another store.
        CREATE TABLE open_events(event_id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, payload BLOB) WITHOUT ROWID;
        CREATE TABLE notes(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE head(
            copy INTEGER PRIMARY KEY, store TEXT NOT NULL, predecessor TEXT NOT NULL, commits INTEGER NOT NULL, last INTEGER NOT NULL,
            cursor INTEGER NOT NULL, powered INTEGER NOT NULL, clean INTEGER NOT NULL, crc INTEGER NOT NULL);
        """,
        """
        -- How far nothing is missing that a delivered gap record does not declare, and the last gap record; 0 in a head that was written before they were kept.
        ALTER TABLE head ADD COLUMN proven INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE head ADD COLUMN last_gap INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX aside_gaps ON aside(kind) WHERE kind = 4;
        """,
    ];

    /// <summary>The version that this program writes.</summary>
    public static int Version => Steps.Length;

    /// <summary>The version of a database; 0 for an empty one.</summary>
    public static long VersionOf(SqliteConnection connection) => Scalar(connection, "PRAGMA user_version");

    /// <summary>Takes the steps that a database lacks, all or none of them.</summary>
    public static void Migrate(SqliteConnection connection)
    {
        var version = VersionOf(connection);
        if (version >= Version) return;
        connection.Execute("BEGIN IMMEDIATE");
        for (var step = (int)version; step < Version; step++) connection.Execute(Steps[step]);
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Version}; COMMIT"));
    }

    /// <summary>The single integer that a query gives; 0 when it gives none.</summary>
    public static long Scalar(SqliteConnection connection, string sql)
    {
        using var statement = connection.Prepare(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>The single text that a query gives.</summary>
    public static string? Text(SqliteConnection connection, string sql)
    {
        using var statement = connection.Prepare(sql);
        return statement.Step() ? statement.Text(0) : null;
    }
}
