using Microsoft.Extensions.Logging;

namespace EdgeAgent.Delivery.Store;

/// <summary>
/// The one thread that writes. It gathers what waits into a batch when one is due, puts it on disk, and keeps house in between.
/// A batch that can't be written is kept and tried again, in order, until it can.
/// </summary>
internal sealed class StoreWriter : IDisposable
{
    /// <summary>Confirmations that make a transaction due before their interval is over.</summary>
    public const int SettleRecords = 1000;

    private readonly EventStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly DeliveryLedger _ledger;
    private readonly Intake _intake;
    private readonly DamageReports _reports;
    private readonly Trouble _trouble;
    private readonly StoreDisk _disk;
    private readonly DeliveryTimes _times;
    private readonly FlushList _flushes = new();
    private readonly WakeSignal _wake = new();
    private readonly ITimer _timer;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;
    private long _stopAt;
    private Batch? _batch;

    /// <param name="options">When a commit is due.</param>
    /// <param name="disk">Writes.</param>
    /// <param name="ledger">Holds what the publisher left.</param>
    /// <param name="intake">Holds records.</param>
    /// <param name="reports">Holds what the reader could not read.</param>
    /// <param name="trouble">Says when to try again.</param>
    /// <param name="time">Wakes.</param>
    /// <param name="log">Told of what is lost.</param>
    /// <param name="times">Told what is on disk.</param>
    public StoreWriter(EventStoreOptions options, StoreDisk disk, DeliveryLedger ledger, Intake intake, DamageReports reports, Trouble trouble, TimeProvider time, ILogger log, DeliveryTimes times)
    {
        _times = times;
        (_options, _disk, _ledger, _intake, _reports, _trouble, _time, _log) = (options, disk, ledger, intake, reports, trouble, time, log);
        _timer = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _thread = new Thread(Run) { Name = "event store", IsBackground = true };
    }

    /// <summary>Completes when the thread has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts the thread, after a first try to open the store on the caller's.</summary>
    public void Start()
    {
        Work();
        _thread.Start();
    }

    /// <summary>Something may be due.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Completes when everything that was accepted and settled until now is on disk.</summary>
    public Task FlushAsync()
    {
        var flush = _flushes.Add(_intake.Queued, _ledger.Changes);
        Wake();
        return flush;
    }

    /// <summary>Writes what waits and ends; gives up at the deadline.</summary>
    public void Stop()
    {
        _stopAt = _time.GetTimestamp() + (long)(_options.StopDeadline.TotalSeconds * _time.TimestampFrequency);
        _stopping = true;
        Wake();
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Run()
    {
        while (!(_stopping && (IsIdle || _time.GetTimestamp() >= _stopAt)))
        {
            if (Due() is var wait && wait > TimeSpan.Zero)
            {
                if (wait < TimeSpan.MaxValue) _timer.Change(wait, Timeout.InfiniteTimeSpan);
                _wake.Wait();
                continue;
            }

            Work();
        }

        Finish();
    }

    // Nothing waits for the disk.
    private bool IsIdle => _batch is null && _intake.First is null && _ledger.Unsaved == 0;

    // How long until there is something to do.
    private TimeSpan Due()
    {
        if (_trouble.RetryAt is { } retry) return _stopping ? Smaller(Until(retry), Until(_stopAt)) : Until(retry);
        if (_batch is not null || _stopping || _flushes.Any || _ledger.HasUrgent || _reports.Any) return TimeSpan.Zero;
        if (_intake.Count >= _options.CommitRecords || _ledger.Unsaved >= SettleRecords) return TimeSpan.Zero;
        var wait = _disk.UpkeepDue < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(Math.Max(0, _disk.UpkeepDue)) : TimeSpan.MaxValue;
        if (_intake.First is { } first) wait = Smaller(wait, _options.CommitInterval - _time.GetElapsedTime(first));
        if (_ledger.Unsaved > 0) wait = Smaller(wait, _options.SettleInterval - _time.GetElapsedTime(_ledger.FirstChange));
        return wait;
    }

    private void Work()
    {
        _batch ??= Gather();
        if (!_disk.Write(_batch)) return;
        _times.Committed(_batch.AcceptedAt, _ledger.Last);
        _flushes.Complete(_batch.Ticket, _batch.Changes);
        _batch = null;
        // One step, and more only while nothing else waits.
        while (_disk.Upkeep() && _intake.Count < _options.CommitRecords && !_stopping)
        {
        }
    }

    private Batch Gather()
    {
        var batch = new Batch();
        if (_reports.Any)
        {
            var (rows, aside, damage) = _reports.Take(_ledger.Generation);
            if (damage is not null) _disk.Damaged(damage);
            else if (!_disk.Verify(rows, aside, batch)) _reports.Return(rows, aside);
        }

        _ledger.MoveInto(batch);
        _intake.MoveInto(batch, Math.Max(_options.MostRecords, _options.CommitRecords));
        return batch;
    }

    private void Finish()
    {
        // What was turned away and is not declared yet is lost as well.
        var lost = _intake.Count + _intake.TurnedAway + (_batch is null ? 0 : _batch.Records.Count + _batch.TurnedAway);
        if (lost > 0)
        {
            EventStoreLog.Lost(_log, lost);
            _disk.NoteLoss();
        }
        else if (_trouble.Problem is null) _disk.Write(new Batch { Store = _ledger.StoreId }, clean: true);
        _disk.Dispose();
        _flushes.Cancel();
        _ended.TrySetResult();
    }

    private TimeSpan Until(long timestamp) => _time.GetElapsedTime(_time.GetTimestamp(), timestamp);

    private static TimeSpan Smaller(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
