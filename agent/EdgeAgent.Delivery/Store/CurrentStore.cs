using EdgeAgent.Core.Events;
using EdgeAgent.Interop.Sqlite;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Delivery.Store;

/// <summary>The database that is open at present, and everything that follows it and must stay in step: ledger, outbox, summaries, mark, counters.
/// Errors pass through; <see cref="StoreDisk"/> answers them.</summary>
internal sealed class CurrentStore : IDisposable
{
    private readonly EventStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly StoreFiles _files;
    private readonly StoreOpening _opening;
    private readonly DeliveryLedger _ledger;
    private readonly StoreOutbox _outbox;
    private readonly StoreCounters _counters;
    private readonly SummaryList _summaries = new();
    private readonly BatchWriter _writer;
    private readonly CommitMark _mark;
    private StoreHead? _seen;
    private Batch? _first;
    private Batch? _uncertain;
    private string? _damage;
    private (string Store, SequenceSet Settled)? _known;
    private bool _begun;

    /// <param name="options">The store's options.</param>
    /// <param name="files">The folder.</param>
    /// <param name="ledger">Told what gets to the disk.</param>
    /// <param name="outbox">Told when more is due, and to let go of files.</param>
    /// <param name="counters">Counted into.</param>
    /// <param name="time">For ages.</param>
    /// <param name="log">For what an operator should know.</param>
    public CurrentStore(EventStoreOptions options, StoreFiles files, DeliveryLedger ledger, StoreOutbox outbox, StoreCounters counters, TimeProvider time, ILogger log)
    {
        (_options, _files, _ledger, _outbox, _counters, _time, _log) = (options, files, ledger, outbox, counters, time, log);
        _opening = new StoreOpening(files, options, time);
        _writer = new BatchWriter(ledger, _summaries, options);
        _mark = new CommitMark(files.Mark);
        Powered = new PoweredClock(time, 0);
    }

    /// <summary>The database; null while none is open.</summary>
    public StoreDatabase? Database { get; private set; }

    /// <summary>Seconds that the store has been open.</summary>
    public PoweredClock Powered { get; private set; }

    /// <summary>Whether the first transaction of a newly opened store is still to be written, by <see cref="Begin"/>.</summary>
    public bool IsNew => _first is not null;

    /// <summary>Opens the database, in place of a damaged one if there is one.</summary>
    public void Open()
    {
        if (_damage is { } reason) Replace(reason);
        Database = _opening.Open(_seen);
        var head = Database.Head;
        if (_uncertain is { Attempt: { } attempt } batch && attempt.Head == head)
        {
            // The failed commit is in the log. Moved into the database it is durable for certain, whatever the disk had said of the log.
            Database.Checkpoint(SqliteCheckpointMode.Truncate);
            Announce(batch, attempt);
        }

        _uncertain = null;
        _seen = head;
        if (head.Store == _ledger.StoreId) _ledger.Reopened();
        else Load(Database);
    }

    /// <summary>Writes the first transaction, which says that the store is open, closes what a crash left open, and declares what is owed.</summary>
    public void Begin()
    {
        if (_first is not { } first) return;
        if (!first.Done) Commit(first);
        _first = null;
        var closed = first.Records.Count(record => record is DetectionEvent);
        if (!_begun && closed > 0) EventStoreLog.Interrupted(_log, closed);
        if (_files.EndedInTrouble) _files.ForgetTrouble();
        _begun = true;
        EventStoreLog.Opened(_log, _ledger.StoreId, _options.Directory, _ledger.Pending, _ledger.Last);
        _outbox.Raise();
    }

    /// <summary>Puts a batch on disk and makes known what it changed.</summary>
    public void Commit(Batch batch, bool clean = false)
    {
        try
        {
            Announce(batch, _writer.Write(Database!, batch, Powered.Seconds, clean));
        }
        catch (SqliteException)
        {
            // An error of the disk may come after the transaction is in the log; the next opening tells.
            if (!batch.Done && batch.Attempt is not null) _uncertain = batch;
            throw;
        }
    }

    /// <summary>Moves the log into the database.</summary>
    public void Checkpoint(SqliteCheckpointMode mode)
    {
        _options.Probe?.Reached(CommitPoint.BeforeCheckpoint);
        Database!.Checkpoint(mode);
        _counters.Wrote(Database.TakeBytesWritten());
        _options.Probe?.Reached(CommitPoint.AfterCheckpoint);
    }

    /// <summary>The database is damaged: the next <see cref="Open"/> replaces it.</summary>
    public void Damaged(string reason)
    {
        _damage ??= reason;
        if (_ledger.StoreId.Length > 0) _known = _ledger.Unload();
        Close();
    }

    /// <summary>Closes the database; the next <see cref="Open"/> uses a fresh connection.</summary>
    public void Close()
    {
        Database?.Dispose();
        Database = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        _writer.Dispose();
        _mark.Dispose();
    }

    private void Load(StoreDatabase database)
    {
        var head = database.Head;
        var connection = database.Connection;
        if (!_begun) Powered = new PoweredClock(_time, head.Powered);
        var settled = SettledTable.Read(connection);
        var notes = NotesTable.Read(connection);
        _summaries.Load(connection, head, settled);
        var first = new Batch { Store = head.Store };
        if (_opening.Foreign(head) is { } owed) first.Records.Add(owed);
        // Events of this run are still going on; those of an earlier one have nobody to close them.
        if (!_begun) first.Records.AddRange(OpenEventsTable.Read(connection, head.Store).Select(open => OpenEventsTable.Interrupted(open.Payload)).OfType<object>());
        if (!_begun && _files.EndedInTrouble) first.Records.Add(Undeclared());
        _first = first;
        _ledger.Load(head, settled, notes, AsideTable.Count(connection));
    }

    // What was turned away or waited when the run before ended: nobody knows how much.
    private GapRecord Undeclared()
    {
        var now = _time.GetUtcNow();
        var last = new DateTimeOffset(File.GetLastWriteTimeUtc(_files.Mark), TimeSpan.Zero);
        return new GapRecord("", null, StoreCauses.Unavailable, last < now && File.Exists(_files.Mark) ? last : null, now, null,
            "The agent ended while the disk did not take records; what it still held is lost.");
    }

    private void Replace(string reason)
    {
        _outbox.Release();
        // A command that has the files open would take the new database's log for the old one's.
        using var alone = FolderLock.TryAlone(_files.UsersLock) ?? throw new IOException($"{_files.Database} is damaged, and a command has it open; end the command.");
        var name = _opening.Replace(reason, _known);
        (_damage, _known, _seen) = (null, null, null);
        _counters.Salvaged();
        EventStoreLog.SetAside(_log, name, reason);
    }

    private void Announce(Batch batch, CommitOutcome outcome)
    {
        _seen = outcome.Head;
        _uncertain = null;
        batch.Done = true;
        // Without waiting for the disk there is nothing that a mark could testify to.
        if (_options.Synchronous) _mark.Write(outcome.Head);
        _summaries.Committed(outcome);
        _ledger.Committed(batch, outcome);
        _counters.Committed(outcome);
        _counters.Wrote(Database!.TakeBytesWritten());
        if (outcome.Appended > 0 || outcome.Aside is not null) _outbox.Raise();
    }
}
