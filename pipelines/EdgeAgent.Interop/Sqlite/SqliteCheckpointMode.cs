namespace EdgeAgent.Interop.Sqlite;

/// <summary>How much <see cref="SqliteConnection.Checkpoint"/> moves from the write-ahead log into the database, and whom it waits for.</summary>
public enum SqliteCheckpointMode
{
    /// <summary>What can be moved without waiting for anybody.</summary>
    Passive = 0,

    /// <summary>Waits (as long as the busy timeout) until nobody writes and all readers see the newest state, then moves everything.</summary>
    Full = 1,

    /// <summary>As <see cref="Full"/>, then waits for readers of the log, so that the next writer begins it anew.</summary>
    Restart = 2,

    /// <summary>As <see cref="Restart"/>, then cuts the log file to nothing.</summary>
    Truncate = 3,
}
