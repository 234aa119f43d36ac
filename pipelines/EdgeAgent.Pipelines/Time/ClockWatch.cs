using System.Globalization;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Pipelines.Time;

/// <summary>
/// The time base of a box, shared by all its sources: the monotonic clock, the wall clock beside it, and whether that is right. Notices when the wall clock is set,
/// and says so in the gap ledger. May be used from any thread.
/// </summary>
/// <remarks>
/// <para>The two clocks are read together; on Linux both follow the discipline's small corrections, so that only setting the wall clock moves one against the other.
/// It counts as set when it moved by more than 50 ms more than a correction of 500 ppm (the kernel's own limit) explains since the last look. What is less fades into the
/// reference at that rate: several small moves add up, and after a step it takes another 50 ms to be the next.</para>
/// <para>Records concern the whole box, so their pipeline is empty. <c>clock-step</c>: <c>from</c> is the time that the old clock would have shown, <c>to</c> the time that the
/// new one shows. <c>clock-set</c>: once, when a clock that was not synchronized at the start becomes so: <c>from</c> is the time that the clock of the start would have shown,
/// <c>to</c> the right one; their difference belongs added to times of this run from before the first step, whose events say <c>synchronized: false</c>.</para>
/// </remarks>
public sealed class ClockWatch
{
    private const double SlewRate = 500e-6;
    private const int KeptRecords = 64;

    /// <summary>This program is younger than that: a clock that shows an earlier time was never set, whatever the kernel thinks of it.</summary>
    private static readonly DateTimeOffset NoEarlier = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan StepSize = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan DisciplineInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GoodEnough = TimeSpan.FromMicroseconds(50);

    private readonly TimeProvider _time;
    private readonly IClockDiscipline _discipline;
    private readonly string _run;
    private readonly Lock _lock = new();
    private readonly List<GapRecord> _records = [];
    private readonly DateTimeOffset _startZero;
    private DateTimeOffset _zero;
    private TimeSpan _seen;
    private TimeSpan _asked;
    private ClockState _state;
    private int _steps;
    private bool _isToBeSet;
    private long _droppedRecords;

    /// <summary>Begins to watch.</summary>
    /// <param name="time">Both clocks.</param>
    /// <param name="discipline">Whether the wall clock is right.</param>
    /// <param name="run">How the epochs of this run are named, for people who re-stamp them.</param>
    public ClockWatch(TimeProvider time, IClockDiscipline discipline, string run)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(discipline);
        _time = time;
        _discipline = discipline;
        _run = run;
        (_seen, var utc) = Look();
        _startZero = _zero = utc - _seen;
        _state = Ask(utc);
        _asked = _seen;
        _isToBeSet = !_state.Synchronized;
    }

    /// <summary>Records that nobody took in time: more than 64 wait, and later ones are dropped.</summary>
    public long DroppedRecords => Volatile.Read(ref _droppedRecords);

    /// <summary>Looks at both clocks.</summary>
    public ClockReading Read()
    {
        lock (_lock)
        {
            var (now, utc) = Look();
            var isStep = Follow(now, utc);
            if (isStep || now - _asked >= DisciplineInterval)
            {
                var state = Ask(utc);
                // Equal states stay one object: a reading allocates nothing.
                if (state != _state) _state = state;
                _asked = now;
                if (_isToBeSet && state.Synchronized) Set(now, utc);
            }

            return new ClockReading(now, utc, _state, _steps);
        }
    }

    /// <summary>Takes the records that have come up since the last call, in order.</summary>
    public IReadOnlyList<GapRecord> TakeRecords()
    {
        lock (_lock)
        {
            if (_records.Count == 0) return [];
            GapRecord[] records = [.. _records];
            _records.Clear();
            return records;
        }
    }

    /// <summary>Looks once a second, also while no source gives anything, and hands the records on, until stopped; that is a normal return.</summary>
    /// <param name="sink">Takes records, from one thread at a time.</param>
    /// <param name="stop">Stops it; what has come up by then is handed on.</param>
    public async Task RunAsync(IEventSink sink, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(sink);
        using var timer = new PeriodicTimer(LookInterval, _time);
        var goesOn = true;
        while (goesOn)
        {
            try
            {
                goesOn = await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                goesOn = false;
            }

            Read();
            foreach (var record in TakeRecords()) sink.Accept(record);
        }
    }

    // The wall clock is read between two looks at the other one; whoever is interrupted there looks again.
    private (TimeSpan Now, DateTimeOffset Utc) Look()
    {
        var best = (Now: TimeSpan.Zero, Utc: default(DateTimeOffset), Width: TimeSpan.MaxValue);
        for (var attempt = 0; attempt < 4 && best.Width > GoodEnough; attempt++)
        {
            var before = _time.GetTimestamp();
            var utc = _time.GetUtcNow();
            var width = _time.GetElapsedTime(before, _time.GetTimestamp());
            if (width < best.Width) best = (_time.GetElapsedTime(0, before) + (width / 2), utc, width);
        }

        return (best.Now, best.Utc);
    }

    private bool Follow(TimeSpan now, DateTimeOffset utc)
    {
        var zero = utc - now;
        var moved = zero - _zero;
        var slew = (now - _seen) * SlewRate;
        _seen = now;
        if (moved.Duration() <= StepSize + slew)
        {
            _zero += TimeSpan.FromTicks(Math.Clamp(moved.Ticks, -slew.Ticks, slew.Ticks));
            return false;
        }

        _zero = zero;
        _steps++;
        Record("clock-step", utc - moved, utc, string.Create(CultureInfo.InvariantCulture,
            $"the clock of the box was set {(moved > TimeSpan.Zero ? "forward" : "back")} by {moved.Duration().TotalSeconds:F3} s; times from here on follow the new clock, stream positions went on"));
        return true;
    }

    private void Set(TimeSpan now, DateTimeOffset utc)
    {
        _isToBeSet = false;
        var wrong = _startZero + now;
        var difference = utc - wrong;
        Record("clock-set", wrong, utc, string.Create(CultureInfo.InvariantCulture,
            $"the clock of the box is synchronized now; it was not when {_run} began, so its times with clock.synchronized false from before the first clock-step are {difference.Duration().TotalSeconds:F3} s {(difference < TimeSpan.Zero ? "late" : "early")}"));
    }

    private void Record(string cause, DateTimeOffset from, DateTimeOffset to, string detail)
    {
        if (_records.Count < KeptRecords) _records.Add(new GapRecord("", null, cause, from, to, null, detail));
        else Interlocked.Increment(ref _droppedRecords);
    }

    private ClockState Ask(DateTimeOffset utc) => utc < NoEarlier ? ClockState.Unknown : _discipline.Read();
}
