using EdgeAgent.Core.Events;
using EdgeAgent.Interop.Sqlite;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Delivery.Store;

/// <summary>
/// Gets batches onto the disk, on the writer's thread. Three things go wrong, and each has one answer: the disk does not work
/// (close, try again with longer and longer pauses, for ever), it is full (give up the reserve, shed), the database is damaged (set aside, salvage, go on in a new one).
/// </summary>
internal sealed class StoreDisk : IDisposable
{
    // Tries of one write: each one after room was made or a damaged database replaced.
    private const int MostTries = 40;

    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly StoreFiles _files;
    private readonly DeliveryLedger _ledger;
    private readonly StoreOutbox _outbox;
    private readonly StoreCounters _counters;
    private readonly CurrentStore _store;
    private readonly Housekeeping _house;
    private readonly Trouble _trouble;
    private bool _toldOfReserve;
    private bool _doubted;

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
        (_files, _ledger, _outbox, _counters, _trouble, _time, _log) = (files, ledger, outbox, counters, trouble, time, log);
        _store = new CurrentStore(options, files, ledger, outbox, counters, time, log);
        _house = new Housekeeping(options, files, ledger);
    }

    /// <summary>Seconds that the store has been open.</summary>
    public double PoweredSeconds => _store.Powered.Seconds;

    /// <summary>Whether the reserve is in place.</summary>
    public bool ReserveIntact => _house.ReserveIntact;

    /// <summary>Seconds until <see cref="Upkeep"/> is due.</summary>
    public double UpkeepDue => _store.Database is null ? double.MaxValue : _house.NextAt - PoweredSeconds;

    /// <summary>Puts a batch on disk, whatever it takes; false when the disk does not work at present and the batch should be tried again later.</summary>
    public bool Write(Batch batch, bool clean = false)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (!Ready()) return false;
            if (batch.Done)
            {
                // The error came after the disk had it.
                Over();
                return true;
            }

            // Nothing to write is written all the same after trouble: only that shows that it is over.
            if (batch.IsEmpty && !clean && !_store.IsNew && _trouble.RetryAt is null) return true;
            if (batch.Store != _ledger.StoreId) batch.ForgetDeliveries(_ledger.StoreId);
            var result = Guarded(() =>
            {
                var began = _store.IsNew;
                _store.Begin();
                if (!began || clean || !batch.IsEmpty) _store.Commit(batch, clean);
            });
            if (result is Result.Done) Over();
            if (result is not Result.TryAgain) return result is Result.Done;
        }

        Fail($"{_files.Database} could not be written though room was made again and again.");
        return false;
    }

    /// <summary>One small step of housekeeping; false when nothing (more) is due or the disk does not work.</summary>
    public bool Upkeep()
    {
        if (_store.Database is not { } database) return false;
        var more = false;
        var result = Guarded(() =>
        {
            if (_house.DiskIsFull && database.HasLog) RestartLog();
            else if (database.WantsCheckpoint) _store.Checkpoint(SqliteCheckpointMode.Passive);
            var step = _house.Step(database, PoweredSeconds);
            _trouble.DiskFull(_house.DiskIsFull, _time);
            _counters.Uses(_house.Used(database));
            if (step is not null) Shed(step);
            more = step is not null;
        });
        return result is Result.TryAgain || (result is Result.Done && more);
    }

    /// <summary>Looks at rows that a reader could not read: what is really gone is to be given up and declared.</summary>
    /// <returns>False when the disk does not work and the same should be asked again.</returns>
    public bool Verify(SequenceSet unreadable, IReadOnlyCollection<AsideKey> aside, Batch batch)
    {
        if (!Ready()) return false;
        var declaration = new Declaration
        {
            Delete = true,
            Record = new GapRecord("", null, StoreCauses.Corruption, null, null, null, "These messages could not be read any more; a gap record may have been among them, so what it may have declared is told again."),
        };
        var result = Guarded(() =>
        {
            foreach (var (first, last) in unreadable.Ranges)
            {
                for (var sequence = first; sequence <= Math.Min(last, _ledger.Last); sequence++)
                {
                    if (_ledger.IsGone(sequence)) continue;
                    if (_store.Database!.Rows.Find(sequence) is null) declaration.Sequences.Add(sequence);
                    else _outbox.LookAgainFrom(sequence);
                }
            }

            declaration.Rows.AddRange(aside.Select(key => key.Row).Where(row => AsideTable.IsDamaged(_store.Database!.Connection, row)));
            if (declaration.IsEmpty) return;
            // Of a row outside the order not even the number can be believed, but a name that looks like one may be right.
            var named = aside.Where(key => declaration.Rows.Contains(key.Row) && key.Sequence > 0 && key.Store.Length == 32 && key.Store.All(char.IsAsciiHexDigitLower));
            declaration.Lost = [.. named.Select(key => new SequenceRange(key.Store, key.Sequence, key.Sequence)),
                .. Unproven(declaration.Rows.Count > 0 ? _ledger.Last : declaration.Sequences.Ranges[^1].Last)];
        });
        if (result is Result.Done && !declaration.IsEmpty) batch.Declarations.Add(declaration);
        return result is not Result.Failed;
    }

    // What a record that can't be read may have declared: what left the outbox since all declarations were delivered.
    private IReadOnlyList<SequenceRange> Unproven(long last)
    {
        var head = _store.Database!.Head;
        return [.. _ledger.Gone(head.Proven, last).Select(range => new SequenceRange(head.Store, range.First, range.Last)), .. head.UnprovenBefore];
    }

    /// <summary>The database is damaged: it is replaced before the next write.</summary>
    public void Damaged(string reason) => _store.Damaged(reason);

    /// <summary>The run ends with records that never got to the disk.</summary>
    public void NoteLoss() => _files.NoteTrouble();

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    private bool Ready()
    {
        for (var tries = 0; tries < 4; tries++)
        {
            if (_store.Database is not null) return true;
            try
            {
                _store.Open();
                _house.Begin(_store.Database!);
                if (_house.NoReserve is { } problem && !_toldOfReserve) EventStoreLog.NoReserve(_log, problem);
                _toldOfReserve = _house.NoReserve is not null;
                return true;
            }
            catch (SqliteException e) when (StoreOpening.IsDamage(e))
            {
                _store.Damaged(e.Message);
            }
            catch (Exception e) when (IsDisk(e))
            {
                Fail(e.Message);
                var mayMakeRoom = e is SqliteException { IsFull: true } && (_house.GiveUpReserve(PoweredSeconds) || _files.DeleteOldestDamaged());
                if (!mayMakeRoom) return false;
            }
        }

        Fail($"{_files.Database} could not be opened, though it was replaced.");
        return false;
    }

    // Does something with the open database, and what its failure asks for.
    private Result Guarded(Action work)
    {
        try
        {
            work();
            return Result.Done;
        }
        catch (SqliteException e) when (e.IsFull)
        {
            return MakeRoom(e) ? Result.TryAgain : Result.Failed;
        }
        catch (SqliteException e) when (StoreOpening.IsDamage(e) && (e.IsCorruption || _store.Database?.Connection.InTransaction is not true))
        {
            _store.Damaged(e.Message);
            return Result.TryAgain;
        }
        catch (Exception e) when (IsDisk(e))
        {
            // So does a transaction that could not be undone: the connection is at fault, not the database.
            Fail(e.Message);
            return Result.Failed;
        }
        finally
        {
            if (_ledger.EndGivingUp()) _outbox.Raise();
        }
    }

    // First the reserve, then the log moved into the room that gives, then the database stays as large as it is and sheds what it must.
    private bool MakeRoom(SqliteException full)
    {
        try
        {
            if (_house.LookForRoom(_store.Database!, PoweredSeconds)) return true;
            if (!_house.DiskIsFull && !_doubted && _house.SeemsRoomy)
            {
                // Once may be a passing fault. Twice is believed: a quota shows as room that cannot be had.
                _doubted = true;
                Fails(full.Message);
                return false;
            }

            var reserve = _house.GiveUpReserve(PoweredSeconds);
            _trouble.DiskFull(true, _time);
            if (reserve) EventStoreLog.DiskFull(_log);
            RestartLog();
            _store.Database!.StopGrowing();
            if (reserve) return true;
            if (_house.Shed(_store.Database) is not { } step)
            {
                Fails(full.Message);
                return false;
            }

            Shed(step);
            RestartLog();
            return true;
        }
        catch (SqliteException e) when (StoreOpening.IsDamage(e))
        {
            _store.Damaged(e.Message);
            return true;
        }
        catch (Exception e) when (IsDisk(e))
        {
            // The connection is kept: to close it could cost the log, and a new one the room that there is not.
            Fails(e.Message);
            return false;
        }
    }

    private void Shed(Batch step)
    {
        step.Store = _ledger.StoreId;
        _store.Commit(step);
        foreach (var declaration in step.Declarations)
            EventStoreLog.Dropped(_log, declaration.Sequences.Count + declaration.Aside.Count, declaration.Record.Cause);
    }

    // The log begins anew in the room that it has, so that it needs no more.
    private void RestartLog()
    {
        try
        {
            _store.Checkpoint(SqliteCheckpointMode.Restart);
        }
        catch (SqliteException e) when (e.Code is SqliteErrorCode.Busy || e.IsFull)
        {
            // A reader was in the way, or part of it had to do.
        }
    }

    private void Over()
    {
        _doubted = false;
        _trouble.Over(_house.DiskIsFull);
        if (_files.NotedTrouble) _files.ForgetTrouble();
    }

    // Closes, because a connection whose disk failed may not recover; the next try begins with a fresh one.
    private void Fail(string problem)
    {
        _store.Close();
        Fails(problem);
    }

    private void Fails(string problem)
    {
        _trouble.Begin(problem, _time);
        _files.NoteTrouble();
    }

    private static bool IsDisk(Exception e) => e is SqliteException or IOException or UnauthorizedAccessException;

    private enum Result
    {
        Done,
        TryAgain,
        Failed,
    }
}
