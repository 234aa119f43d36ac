using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Interop.Sqlite;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Delivery.Store;

/// <summary>
/// Keeps every event until the broker has confirmed it. <see cref="Accept(DetectionEvent)"/> queues, the writer's thread numbers, serializes and commits in groups
/// (<see cref="StoreWriter"/>), the publisher takes and settles (<see cref="Outbox"/>). The promise:
/// accepted is on disk (SQLite, WAL, synchronous FULL); a message leaves the outbox only when it is confirmed or declared lost; numbers have no gaps within a store;
/// a resend is the same bytes; what is lost to the disk budget, age, a full or broken disk or damage is told in gap records; a damaged database is set aside, never fatal.
/// </summary>
public sealed class EventStore : IEventSink, IAsyncDisposable
{
    private readonly EventStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly StoreFiles _files;
    private readonly DeliveryLedger _ledger;
    private readonly StoreCounters _counters = new();
    private readonly DamageReports _reports;
    private readonly DeliveryTimes _times;
    private readonly Intake _intake;
    private readonly Trouble _trouble;
    private readonly StoreOutbox _outbox;
    private readonly StoreDisk _disk;
    private readonly StoreWriter _writer;
    private Task? _disposed;
    private volatile bool _closed;

    private EventStore(EventStoreOptions options, StoreFiles files, TimeProvider time, ILogger log)
    {
        (_options, _time, _files) = (options, time, files);
        _ledger = new DeliveryLedger(time);
        _times = new DeliveryTimes(time);
        _intake = new Intake(options.QueueCapacity, options.CommitRecords, time, () => _writer?.Wake());
        _reports = new DamageReports(() => _writer?.Wake());
        _trouble = new Trouble(log, _intake);
        _outbox = new StoreOutbox(_ledger, _times, time, OpenReader, (e, generation) => ReadFailed(e, generation, log));
        _disk = new StoreDisk(options, files, _ledger, _outbox, _counters, _trouble, time, log);
        _writer = new StoreWriter(options, _disk, _ledger, _intake, _reports, _trouble, time, log, _times);
        _ledger.Urgent = _writer.Wake;
    }

    /// <summary>The present store; empty while none could be opened.</summary>
    public string StoreId => _ledger.StoreId;

    /// <summary>The present store (empty while none could be opened) with its last sequence on disk, both of one moment.</summary>
    public (string StoreId, long Last) End => _ledger.End;

    /// <summary>Records that wait for the disk.</summary>
    public int Waiting => _intake.Count;

    /// <summary>The messages that are not confirmed, for one publisher.</summary>
    public IOutbox Outbox => _outbox;

    /// <summary>The store now.</summary>
    public StoreHealth Health => new()
    {
        State = _trouble.Problem is null ? StoreState.Working : StoreState.Degraded, Problem = _trouble.Problem, StoreId = _ledger.StoreId,
        Accepted = _counters.Accepted, Waiting = _intake.Count, Refused = _intake.Refused, Commits = _counters.Commits,
        Pending = _ledger.Pending, DeadLetters = _ledger.DeadLetters, RefusedGaps = _ledger.GapsAside, Dropped = _counters.Dropped, Cursor = _ledger.Cursor, LastSequence = _ledger.Last,
        BytesUsed = _counters.BytesUsed, BudgetBytes = _options.BudgetBytes, BytesWritten = _counters.BytesWritten, ReserveIntact = _disk.ReserveIntact,
        Salvages = _counters.Salvages, ReadErrors = _counters.ReadErrors, PoweredSeconds = _disk.PoweredSeconds,
        Durable = _times.Durable, Published = _times.Published,
    };

    /// <summary>Opens the store of a folder, making it where there is none. A disk that does not work is no error here: the store says so in <see cref="Health"/>, queues, and goes on trying.</summary>
    /// <exception cref="EventStoreException">Another agent uses the folder.</exception>
    /// <exception cref="Interop.Native.NativeLibraryException">SQLite is missing or does not fit.</exception>
    public static EventStore Open(EventStoreOptions options, TimeProvider time, ILogger<EventStore> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(log);
        _ = SqliteLibrary.Version;
        var files = new StoreFiles(options.Directory);
        try
        {
            if (!files.TryTake()) throw new EventStoreException($"{options.Directory} is used by another agent; stop it, or give this one a state directory of its own.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk does not work. The writer says so, and takes the folder when it does.
        }

        var store = new EventStore(options, files, time, log);
        store._writer.Start();
        return store;
    }

    /// <summary>Queues a revision of an event. Never waits for the disk; when the queue is full the revision is counted and declared as lost.</summary>
    /// <exception cref="ObjectDisposedException">The store was closed; so for every accept.</exception>
    public void Accept(DetectionEvent detection)
    {
        ArgumentNullException.ThrowIfNull(detection);
        ObjectDisposedException.ThrowIf(_closed, this);
        _intake.Add(EventDraft.Of(detection), detection.Pipeline);
    }

    /// <summary>Queues a gap record, as <see cref="Accept(DetectionEvent)"/>.</summary>
    public void Accept(GapRecord gap)
    {
        ArgumentNullException.ThrowIfNull(gap);
        ObjectDisposedException.ThrowIf(_closed, this);
        _intake.Add(gap, gap.Pipeline);
    }

    /// <summary>Completes when everything accepted and settled before is on disk; not while the disk does not work.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up, or the store was closed first.</exception>
    public Task FlushAsync(CancellationToken cancellation) => _writer.FlushAsync().WaitAsync(cancellation);

    /// <summary>Writes what waits and closes the store; gives up when the disk does not take it by <see cref="EventStoreOptions.StopDeadline"/>.</summary>
    public ValueTask DisposeAsync()
    {
        // Known before the writer stops, so that nothing is queued behind its back.
        _closed = true;
        return new(_disposed ??= CloseAsync());
    }

    private async Task CloseAsync()
    {
        _writer.Stop();
        // A thread that hangs in the disk is left behind, a background thread with everything it holds.
        var patience = Task.Delay(_options.StopDeadline + TimeSpan.FromSeconds(2), _time);
        if (await Task.WhenAny(_writer.Ended, patience).ConfigureAwait(false) == patience) return;
        _outbox.Dispose();
        _writer.Dispose();
        _files.Dispose();
    }

    private LaneReader OpenReader()
    {
        var connection = StoreConnection.Open(_files.Database, SqliteOpenMode.ReadOnly, _options);
        try
        {
            return new LaneReader(connection, _ledger, _reports, () => _disk.PoweredSeconds);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void ReadFailed(SqliteException e, int generation, ILogger log)
    {
        _counters.ReadFailed();
        EventStoreLog.ReadFailed(log, e.Message);
        if (StoreOpening.IsDamage(e)) _reports.Add(e.Message, generation);
    }
}
