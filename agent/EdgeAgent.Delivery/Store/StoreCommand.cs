using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>A command's connection to a store, beside an agent that may be running. While it is open the agent does not move the files away.</summary>
internal sealed class StoreCommand : IDisposable
{
    private readonly FileStream _users;

    private StoreCommand(SqliteConnection connection, FileStream users, StoreHead head) => (Connection, _users, Head) = (connection, users, head);

    /// <summary>The connection.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>The store's head when it was opened.</summary>
    public StoreHead Head { get; }

    /// <summary>Opens the store of a folder.</summary>
    /// <exception cref="EventStoreException">There is none, it is damaged or of another version, or it can't be read.</exception>
    public static StoreCommand Open(string directory, SqliteOpenMode mode)
    {
        var files = new StoreFiles(directory);
        FileStream? users = null;
        SqliteConnection? connection = null;
        try
        {
            if (!files.HasDatabase) throw new EventStoreException($"{directory} holds no event store; start the agent once, or name another state directory.");
            users = FolderLock.TryShared(files.UsersLock) ?? throw new EventStoreException($"The agent is replacing the database in {directory}; try again in a minute.");
            connection = SqliteConnection.Open(files.Database, mode);
            connection.BusyTimeout = TimeSpan.FromSeconds(10);
            if (StoreSchema.VersionOf(connection) is var version && version != StoreSchema.Version)
                throw new EventStoreException($"{files.Database} has version {version}, this program reads {StoreSchema.Version}; use the program that the agent runs from.");
            var head = StoreHead.Read(connection) ?? throw new EventStoreException($"{files.Database} is damaged; start the agent, which sets it aside and salvages what can be read.");
            return new StoreCommand(connection, users, head);
        }
        catch (Exception e)
        {
            connection?.Dispose();
            users?.Dispose();
            if (e is SqliteException or IOException or UnauthorizedAccessException) throw new EventStoreException(e.Message, e);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Connection.Dispose();
        _users.Dispose();
    }
}
