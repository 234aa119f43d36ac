using System.Security.Cryptography;
using EdgeAgent.Core.Events;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>Makes a database beside the present one: a new store, whose first message announces it, with what was salvaged from the old one.</summary>
internal static class StoreBuilder
{
    private const int RowsPerTransaction = 500;

    /// <summary>Makes <see cref="StoreFiles.Building"/>.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="options">The store's options.</param>
    /// <param name="time">For the powered clock.</param>
    /// <param name="old">What is left of the store before, or null.</param>
    /// <param name="predecessor">The store that was here as far as the mark knows, when nothing is left of it.</param>
    /// <param name="detail">What happened, one sentence for people; null for a new store.</param>
    /// <returns>The new store's id.</returns>
    public static string Build(StoreFiles files, EventStoreOptions options, TimeProvider time, Salvage? old, StoreHead? predecessor, string? detail)
    {
        StoreFiles.Delete(files.Building);
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var lost = old?.Head ?? predecessor;
        if (lost?.Store.Length == 0) lost = null;
        var head = new StoreHead { Store = id, Predecessor = lost?.Line ?? "", Powered = (long)(old?.Powered ?? predecessor?.Powered ?? 0) };
        using var database = StoreDatabase.Create(files.Building, head, options);
        using var writer = new BatchWriter(new DeliveryLedger(time), new SummaryList(), options with { Probe = null });

        var first = new Batch();
        first.Records.Add(new GapRecord("", null, detail is null ? StoreCauses.NewStore : StoreCauses.SalvagedStore, null, null,
            lost is null ? null : new GapLoss { Sequences = lost.Unproven }, detail));
        foreach (var (key, value) in old?.Notes() ?? new Dictionary<string, string>()) first.Notes[key] = value;
        writer.Write(database, first, head.Powered);
        if (old is not null) Copy(database, old);

        // Closed means complete: a building that was interrupted is begun again.
        writer.Write(database, new Batch(), head.Powered, clean: true);
        database.Checkpoint(SqliteCheckpointMode.Truncate);
        return id;
    }

    private static void Copy(StoreDatabase database, Salvage old)
    {
        try
        {
            Chunked(database, old.Messages(), message => database.Rows.InsertAside(message, due: true, null));
            Chunked(database, old.Aside(), row => database.Rows.InsertAside(row.Message, row.Due, row.Reason));
        }
        catch (SqliteException e) when (e.IsFull)
        {
            // No room for more. The first message says that all of it may be lost, so nothing is hidden.
            database.Rollback();
        }

        using var open = database.Connection.Prepare("INSERT OR REPLACE INTO open_events(event_id, sequence, payload) VALUES(?, 0, ?)");
        foreach (var (id, payload) in old.OpenEvents())
        {
            open.Bind(1, id);
            open.Bind(2, payload);
            open.Run();
        }
    }

    private static void Chunked<T>(StoreDatabase database, IEnumerable<T> rows, Action<T> insert)
    {
        foreach (var chunk in rows.Chunk(RowsPerTransaction))
        {
            database.Begin();
            foreach (var row in chunk) insert(row);
            database.Commit(database.Head with { Commits = database.Head.Commits + 1 }, null, settles: false);
        }
    }
}
