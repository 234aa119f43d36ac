using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Time;

/// <summary>
/// A live source with a clock of its own, on a box whose wall clock is off: arrivals that are late in many ways, and what the truth is.
/// The true time is what the monotonic clock shows.
/// </summary>
internal sealed class SimulatedSource(int seed)
{
    public const int Rate = 10_000;

    public static readonly DateTimeOffset Start = new(2026, 3, 15, 9, 0, 0, TimeSpan.Zero);

    private readonly Random _random = new(seed);
    private TimeSpan _arrived;
    private long _position;
    private int _steps;
    private long _last;
    private double _late;
    private ClockState _state = new(true, 0.003);

    /// <summary>How fast its sample clock is.</summary>
    public double Ppm { get; init; }

    /// <summary>Input between two reads, seconds.</summary>
    public double Block { get; init; } = 0.25;

    /// <summary>Mean of the lateness of reads, seconds.</summary>
    public double Jitter { get; init; } = 0.02;

    /// <summary>Reads that come together, as from a network.</summary>
    public int Burst { get; init; } = 1;

    /// <summary>Sound that waited when the epoch began, seconds.</summary>
    public double Backlog { get; init; }

    /// <summary>Seconds in which the box does nothing, each hour.</summary>
    public double Starved { get; init; }

    /// <summary>Error of the wall clock at a true time, seconds.</summary>
    public Func<double, double> Offset { get; set; } = _ => 0.003;

    public StreamTimeline Timeline { get; } = new("boot/1", Rate);

    public List<TakenAnchor> Anchors { get; } = [];

    /// <summary>The position that arrived last.</summary>
    public long Position => _position;

    private EpochClock? Clock { get; set; }

    public RateEstimate Measured => Clock!.Rate;

    /// <summary>True time in seconds at which a position is recorded.</summary>
    public double Recorded(long position) => position / (Rate * (1 + (Ppm * 1e-6)));

    /// <summary>Sets the wall clock: how the offset was before does not count any more.</summary>
    public void Step(double offset)
    {
        _steps++;
        Offset = _ => offset;
    }

    public void State(ClockState state) => _state = state;

    /// <summary>The next read.</summary>
    public void Hear()
    {
        Clock ??= new EpochClock(Timeline, RateEstimate.Unmeasured, Anchors.Add);
        var frames = (long)(Block * Rate);
        _position += frames;
        var last = (_position + (frames * Burst) - 1) / (frames * Burst) * (frames * Burst);
        // What comes together is late together.
        if (last != _last) _late = -Math.Log(1 - _random.NextDouble()) * Jitter;
        _last = last;
        var due = Math.Max(Recorded(last), Backlog) + _late;
        if (Starved > 0 && due % 3600 > 3600 - Starved) due = Math.Ceiling(due / 3600) * 3600;
        // Reads come in order; what waits comes right behind.
        var now = TimeSpan.FromSeconds(Math.Max(due, _arrived.TotalSeconds + 1e-5));
        _arrived = now;
        Clock.Heard(_position, new ClockReading(TimeSpan.FromHours(1) + now, Start + now + TimeSpan.FromSeconds(Offset(now.TotalSeconds)), _state, _steps));
    }

    /// <summary>How far a position's time is from the true one, seconds.</summary>
    public double Error(long position) => (Timeline.ToUtc(position)!.Value - Start).TotalSeconds - Recorded(position);

    /// <summary>Fails where a time is further from the truth than the clock itself plus 50 ms, goes backwards, or is not what it was.</summary>
    public void Follow(double hours, double? first = null)
    {
        // Nothing asks for a time before a window is full; and of a source that comes in late bursts, nobody can know how late after one or two.
        var from = first ?? 4 + (10 * (Burst - 1) * Block);
        var told = new Queue<(long Position, DateTimeOffset Utc)>();
        var before = DateTimeOffset.MinValue;
        var end = _position + (long)(hours * 3600 * Rate);
        while (_position < end)
        {
            var former = _position;
            Hear();
            if (_position < from * Rate || _random.Next(8) != 0) continue;
            var position = former + 1 + _random.NextInt64(_position - former);
            var utc = Timeline.ToUtc(position)!.Value;
            var offset = Offset(Recorded(position));
            var error = Error(position) - offset;
            Assert.True(Math.Abs(Error(position)) <= Math.Abs(offset) + 0.05, FormattableString.Invariant($"seed {seed}, {Ppm} ppm: {error * 1e3:F1} ms off the clock at {Recorded(position):F1} s (offset {offset * 1e3:F1} ms, measured {Measured})"));
            Assert.True(utc >= before, FormattableString.Invariant($"seed {seed}: the time goes back by {(before - utc).TotalMilliseconds:F3} ms at {Recorded(position):F1} s"));
            before = utc;
            told.Enqueue((position, utc));
            if (told.Count <= 500) continue;
            var (old, was) = told.Dequeue();
            Assert.Equal(was, Timeline.ToUtc(old));
        }
    }
}
