using EdgeAgent.Core.Events;
using EdgeAgent.Interop.Sqlite;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Delivery.Store;

/// <summary>
/// The database as it can be reached at present, on the writer's thread. Three things go wrong, and each has one answer: the disk does not work
/// (close, try again with longer and longer pauses, for ever), it is full (give up the reserve, shed), the database is damaged (set aside, salvage, go on in a new one).
/// </summary>
internal sealed class StoreDisk : IDisposable
{
    // Tries of one write: each one after room was made or a damaged database replaced.
    private const int MostTries = 40;

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
    private readonly Housekeeping _house;
    private readonly CommitMark _mark;
    private readonly Trouble _trouble;
    private StoreDatabase? _database;
    private StoreHead? _seen;
    private Batch? _uncertain;
    private string? _damage;
    private (string Store, SequenceSet Settled)? _known;
    private Batch? _first;
    private bool _begun;

    /// <param name="options">The store's options.</param>
    /// <param name="files">The folder.</param>
    /// <param name="ledger">Told what gets to the disk.</param>
    /// <param name="outbox">Told when more is due, and to let go of files.</param>
    /// <param name="counters">Counted into.</param>
    /// <param name="trouble">Told when the disk does not work and when it does again.</param>
    /// <param name="time">For ages and pauses.</param>
    /// <param name="log">For what an operator should know.</param>
    public StoreDisk(
        EventStoreOptions options, StoreFiles files, DeliveryLedger ledger, StoreOutbox outbox, StoreCounters counters, Trouble trouble, TimeProvider time, ILogger log)
    {
        (_options, _files, _ledger, _outbox, _counters, _trouble, _time, _log) = (options, files, ledger, outbox, counters, trouble, time, log);
        _opening = new StoreOpening(files, options, time);
        _writer = new BatchWriter(ledger, _summaries, options);
        _house = new Housekeeping(options, files, ledger);
        _mark = new CommitMark(files.Mark);
        Powered = new PoweredClock(time, 0);
    }

    /// <summary>Seconds that the store has been open.</summary>
    public PoweredClock Powered { get; private set; }

    /// <summary>Whether the reserve is in place.</summary>
    public bool ReserveIntact => _house.ReserveIntact;

    /// <summary>Seconds until <see cref="Upkeep"/> is due.</summary>
    public double UpkeepDue => _database is null ? double.MaxValue : _house.NextAt - Powered.Seconds;

    /// <summary>Puts a batch on disk, whatever it takes; false when the disk does not work at present and the batch should be tried again later.</summary>
    public bool Write(Batch batch, bool clean = false)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (!Ready()) return false;
            // An error may have come after the disk had it.
            // Nothing to write is written all the same after trouble: only that shows that it is over.
            if (batch.Done || (batch.IsEmpty && !clean && _first is null && _trouble.RetryAt is null)) return true;
            if (batch.Store != _ledger.StoreId) batch.ForgetDeliveries(_ledger.StoreId);
            try
            {
                if (_first is not null) Begin(_first);
                Commit(batch, clean);
                return true;
            }
            catch (SqliteException e) when (e.IsFull)
            {
                if (!MakeRoom(e)) return false;
            }
            catch (SqliteException e) when (StoreOpening.IsDamage(e))
            {
                Damaged(e.Message);
            }
            catch (Exception e) when (IsDisk(e))
            {
                Fail(e.Message);
                return false;
            }
        }

        Fail($"{_files.Database} could not be written though room was made again and again.");
        return false;
    }

    /// <summary>One small step of housekeeping; false when nothing (more) is due or the disk does not work.</summary>
    public bool Upkeep()
    {
        if (_database is null) return false;
        try
        {
            if (_house.DiskIsFull && _database.HasLog) RestartLog();
            else if (_database.WantsCheckpoint) Checkpoint(SqliteCheckpointMode.Passive);
            var step = _house.Step(_database, Powered.Seconds);
            _trouble.DiskFull(_house.DiskIsFull, _time);
            _counters.Uses(_house.Used(_database));
            if (step is not null) Shed(step);
            return step is not null;
        }
        catch (SqliteException e) when (e.IsFull)
        {
            return MakeRoom(e);
        }
        catch (SqliteException e) when (StoreOpening.IsDamage(e))
        {
            Damaged(e.Message);
            return true;
        }
        catch (Exception e) when (IsDisk(e))
        {
            Fail(e.Message);
            return false;
        }
    }

    /// <summary>Looks at rows that a reader could not read: what is really gone is to be given up and declared.</summary>
    public void Verify(SequenceSet unreadable, IReadOnlyList<AsideKey> aside, Batch batch)
    {
        if (!Ready()) return;
        var declaration = new Declaration
        {
            Delete = true,
            Record = new GapRecord("", null, StoreCauses.Corruption, null, null, null, "These messages could not be read any more."),
        };
        try
        {
            foreach (var (first, last) in unreadable.Ranges)
            {
                for (var sequence = first; sequence <= last; sequence++)
                {
                    if (_ledger.IsGone(sequence)) continue;
                    if (_database!.Find(sequence) is null) declaration.Sequences.Add(sequence);
                    else _outbox.LookAgainFrom(sequence);
                }
            }
        }
        catch (SqliteException e) when (StoreOpening.IsDamage(e))
        {
            Damaged(e.Message);
            return;
        }
        catch (SqliteException e)
        {
            Fail(e.Message);
            return;
        }

        declaration.Aside.AddRange(aside);
        if (!declaration.IsEmpty) batch.Declarations.Add(declaration);
    }

    /// <summary>The database is damaged: it is replaced before the next write.</summary>
    public void Damaged(string reason)
    {
        _damage ??= reason;
        if (_ledger.StoreId.Length > 0) _known = _ledger.Unload();
        Close();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        _writer.Dispose();
        _mark.Dispose();
    }

    private bool Ready()
    {
        for (var tries = 0; tries < 3; tries++)
        {
            if (_database is not null) return true;
            try
            {
                if (_damage is { } reason) Replace(reason);
                Adopt(_opening.Open(_seen));
                return true;
            }
            catch (SqliteException e) when (StoreOpening.IsDamage(e))
            {
                Damaged(e.Message);
            }
            catch (Exception e) when (IsDisk(e))
            {
                Fail(e.Message);
                if (e is not SqliteException { IsFull: true } || !(_house.GiveUpReserve(Powered.Seconds) || _files.DeleteOldestDamaged())) return false;
            }
        }

        Fail($"{_files.Database} could not be opened, though it was replaced.");
        return false;
    }

    private void Adopt(StoreDatabase database)
    {
        _database = database;
        var head = database.Head;
        if (_uncertain is { Attempt: { } attempt } batch && attempt.Head == head)
        {
            // The failed commit is in the log. Moved into the database it is durable for certain, whatever the disk had said of the log.
            database.Checkpoint(SqliteCheckpointMode.Truncate);
            Known(batch, attempt);
        }

        _uncertain = null;
        _seen = head;
        if (head.Store == _ledger.StoreId)
        {
            _ledger.Reopened();
            return;
        }

        if (!_begun) Powered = new PoweredClock(_time, head.Powered);
        var settled = SettledTable.Read(database.Connection);
        var notes = NotesTable.Read(database.Connection);
        _summaries.Load(database.Connection, head, settled);
        _ledger.Load(head, settled, notes, AsideTable.Count(database.Connection, AsideTable.Due), AsideTable.Count(database.Connection, AsideTable.Dead));
        _house.Begin(database);

        _first = FirstBatch(database);
    }

    // The first transaction says that the store is open, closes what a crash left open, and declares what is owed.
    private Batch FirstBatch(StoreDatabase database)
    {
        var head = database.Head;
        var first = new Batch { Store = head.Store };
        if (_opening.Foreign(head) is { } owed) first.Records.Add(owed);
        if (_begun) return first;
        foreach (var (_, payload) in OpenEventsTable.Read(database.Connection, head.Store))
            if (OpenEventsTable.Interrupted(payload) is { } close) first.Records.Add(close);
        return first;
    }

    private void Begin(Batch first)
    {
        if (!first.Done) Commit(first, clean: false);
        _first = null;
        if (!_begun && first.Records.Count > 0) EventStoreLog.Interrupted(_log, first.Records.Count);
        _begun = true;
        EventStoreLog.Opened(_log, _ledger.StoreId, _options.Directory, _ledger.Pending, _ledger.Last);
        _outbox.Raise();
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

    private void Commit(Batch batch, bool clean)
    {
        try
        {
            Known(batch, _writer.Write(_database!, batch, Powered.Seconds, clean));
        }
        catch (SqliteException)
        {
            if (!batch.Done && batch.Attempt is not null) _uncertain = batch;
            throw;
        }
    }

    private void Known(Batch batch, CommitOutcome outcome)
    {
        _seen = outcome.Head;
        _uncertain = null;
        batch.Done = true;
        // Without waiting for the disk there is nothing that a mark could testify to.
        if (_options.Synchronous) _mark.Write(outcome.Head);
        _summaries.Committed(outcome);
        _ledger.Committed(batch, outcome);
        _counters.Committed(outcome);
        _counters.Wrote(_database!.TakeBytesWritten());
        _trouble.Over(_house.DiskIsFull);
        if (outcome.Appended > 0) _outbox.Raise();
    }

    // First the reserve, then the log moved into the room that gives, then the database stays as large as it is and sheds what it must.
    private bool MakeRoom(SqliteException full)
    {
        try
        {
            var reserve = _house.GiveUpReserve(Powered.Seconds);
            _trouble.DiskFull(true, _time);
            if (reserve) EventStoreLog.DiskFull(_log);
            RestartLog();
            _database!.StopGrowing();
            if (reserve) return true;
            if (_house.Shed(_database) is not { } step)
            {
                Pause(full.Message);
                return false;
            }

            Shed(step);
            RestartLog();
            return true;
        }
        catch (SqliteException e) when (StoreOpening.IsDamage(e))
        {
            Damaged(e.Message);
            return true;
        }
        catch (Exception e) when (IsDisk(e))
        {
            Pause(e.Message);
            return false;
        }
    }

    private void Shed(Batch step)
    {
        step.Store = _ledger.StoreId;
        foreach (var declaration in step.Declarations)
            EventStoreLog.Dropped(_log, declaration.Sequences.Count + declaration.Aside.Count, declaration.Record.Cause);
        Commit(step, clean: false);
    }

    // The log begins anew in the room that it has, so that it needs no more.
    private void RestartLog()
    {
        try
        {
            Checkpoint(SqliteCheckpointMode.Restart);
        }
        catch (SqliteException e) when (e.Code is SqliteErrorCode.Busy || e.IsFull)
        {
            // A reader was in the way, or part of it had to do.
        }
    }

    private void Checkpoint(SqliteCheckpointMode mode)
    {
        _options.Probe?.Reached(CommitPoint.BeforeCheckpoint);
        _database!.Checkpoint(mode);
        _counters.Wrote(_database.TakeBytesWritten());
        _options.Probe?.Reached(CommitPoint.AfterCheckpoint);
    }

    // Closes, because a connection whose disk failed may not recover; the next try begins with a fresh one.
    private void Fail(string problem)
    {
        Close();
        Pause(problem);
    }

    private void Pause(string problem) => _trouble.Begin(problem, _time);

    private void Close()
    {
        _database?.Dispose();
        _database = null;
    }

    private static bool IsDisk(Exception e) => e is SqliteException or IOException or UnauthorizedAccessException;
}
