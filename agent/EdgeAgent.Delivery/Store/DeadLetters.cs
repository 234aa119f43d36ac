using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>The messages that the broker refuses for good, beside a running agent or without one. For one thread.</summary>
public sealed class DeadLetters : IDisposable
{
    private readonly StoreCommand _command;

    private DeadLetters(StoreCommand command) => _command = command;

    /// <summary>Opens the store of a folder.</summary>
    /// <param name="directory">The store's folder.</param>
    /// <exception cref="EventStoreException">There is none, it is damaged or of another version, or it can't be written.</exception>
    public static DeadLetters Open(string directory) => new(StoreCommand.Open(directory, SqliteOpenMode.ReadWrite));

    /// <summary>A page of dead letters, oldest first.</summary>
    /// <param name="after">Only those after this key: the last one of the page before, 0 for the first page.</param>
    /// <param name="limit">At most so many, ≥ 1.</param>
    /// <exception cref="EventStoreException">The store can't be read.</exception>
    public IReadOnlyList<DeadLetter> List(long after = 0, int limit = 100) => Page(after, limit, $"INDEXED BY aside_state WHERE state = {AsideTable.Dead} AND");

    /// <summary>A page of all messages outside the order, oldest first: dead letters, and what was requeued or salvaged and is due, whose reason is empty.</summary>
    /// <param name="after">Only those after this key.</param>
    /// <param name="limit">At most so many, ≥ 1.</param>
    /// <exception cref="EventStoreException">The store can't be read.</exception>
    public IReadOnlyList<DeadLetter> ListWithDue(long after = 0, int limit = 100) => Page(after, limit, "WHERE");

    /// <summary>Makes dead letters due again, byte for byte as they were; a running agent notices within seconds.</summary>
    /// <param name="keys">Which, or null for all.</param>
    /// <returns>How many.</returns>
    /// <exception cref="EventStoreException">The store can't be written.</exception>
    public int Requeue(IReadOnlyCollection<long>? keys = null) => Guarded(connection =>
    {
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            var count = 0;
            using var one = connection.Prepare($"UPDATE aside SET state = {AsideTable.Due}, reason = NULL WHERE state = {AsideTable.Dead} AND (?1 IS NULL OR id = ?1)");
            foreach (var key in keys?.Select(key => (long?)key) ?? [null])
            {
                if (key is { } row) one.Bind(1, row);
                else one.BindNull(1);
                one.Run();
                count += connection.Changes;
            }

            connection.Execute("COMMIT");
            return count;
        }
        catch
        {
            if (connection.InTransaction) connection.Execute("ROLLBACK");
            throw;
        }
    });

    /// <inheritdoc/>
    public void Dispose() => _command.Dispose();

    private List<DeadLetter> Page(long after, int limit, string where)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return Guarded(connection =>
        {
            var letters = new List<DeadLetter>();
            using var rows = connection.Prepare($"SELECT id, reason, store, {StoredMessage.Columns} FROM aside {where} id > ? ORDER BY id");
            rows.Bind(1, after);
            while (letters.Count < limit && rows.Step())
            {
                if (StoredMessage.Read(rows, rows.Text(2) ?? "", 3) is not { } message) continue;
                letters.Add(new DeadLetter
                {
                    Key = rows.Int64(0), Reason = rows.Text(1) ?? "", StoreId = message.Store, Sequence = message.Sequence, Kind = message.Kind,
                    Pipeline = message.Pipeline, Label = message.Label, Id = message.Id, Revision = message.Revision, Payload = message.Payload,
                });
            }

            return letters;
        });
    }

    private T Guarded<T>(Func<SqliteConnection, T> work)
    {
        try
        {
            return work(_command.Connection);
        }
        catch (SqliteException e)
        {
            throw new EventStoreException(e.Message, e);
        }
    }
}
