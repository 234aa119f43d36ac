using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>Reaches into a store's database from outside.</summary>
internal static class Database
{
    public static void Execute(string directory, string sql)
    {
        using var connection = Open(directory);
        connection.Execute(sql);
    }

    public static long Scalar(string directory, string sql)
    {
        using var connection = Open(directory);
        using var rows = connection.Prepare(sql);
        return rows.Step() ? rows.Int64(0) : 0;
    }

    public static SqliteConnection Open(string directory)
    {
        var connection = SqliteConnection.Open(Path.Combine(directory, "events.db"), SqliteOpenMode.ReadWrite);
        connection.BusyTimeout = TimeSpan.FromSeconds(10);
        return connection;
    }
}
