using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Pipelines.Levels;

/// <summary>Watches one hydrophone over all epochs of its pipeline: what comes from it, and whether that can be the sea.</summary>
/// <remarks>Samples come from one thread at a time; <see cref="Snapshot"/> may be called from any. Only the channel that is analysed is heard, or the mean where all are.</remarks>
public sealed class SensorWatch
{
    private const int Remembered = 60;

    private readonly HydrophoneCalibration? _calibration;
    private readonly Action<SensorChange>? _changed;
    private readonly SensorJudge _judge;
    private readonly LevelReading[] _readings = new LevelReading[Remembered];
    private readonly Lock _gate = new();
    private StreamTimeline? _timeline;
    private LevelMeter? _meter;
    private int _count;
    private int _latest = -1;
    private double _deafSeconds;
    private SensorState _state;
    private (string Stream, long Position, DateTimeOffset? Utc)? _since;
    private string? _detail;

    /// <summary>Makes the watch of one pipeline's source.</summary>
    /// <param name="calibration">Turns levels into sound pressure; null when the hydrophone's sensitivity is not known.</param>
    /// <param name="changed">Takes changes, on the thread that analyses, so it must be quick; a snapshot taken in it holds the change.</param>
    /// <param name="rules">When a hydrophone counts as sick; null for the defaults.</param>
    public SensorWatch(HydrophoneCalibration? calibration = null, Action<SensorChange>? changed = null, SensorRules? rules = null)
    {
        _calibration = calibration;
        _changed = changed;
        _judge = new SensorJudge(rules ?? new SensorRules());
    }

    /// <summary>The last minute of input; null before a second was heard.</summary>
    public LevelSnapshot? Snapshot()
    {
        lock (_gate)
        {
            if (_count == 0 || _meter is null) return null;
            Span<double> floors = stackalloc double[_count];
            var (frames, power, dc, clipped, peak) = (0L, 0.0, 0.0, 0L, 0f);
            for (var i = 0; i < _count; i++)
            {
                ref readonly var reading = ref _readings[i];
                frames += reading.Frames;
                power += reading.SoundPower;
                dc += reading.Dc;
                clipped += reading.Clipped;
                peak = Math.Max(peak, reading.Peak);
                floors[i] = reading.FloorPower;
            }

            floors.Sort();
            power /= _count;
            return new LevelSnapshot
            {
                Seconds = Math.Round((double)frames / _meter.Rate, 3),
                RmsDb = Decibels.Told(power),
                PeakDb = Decibels.Told((double)peak * peak),
                FloorDb = Decibels.Told(floors[_count / 2]),
                PressureDb = Decibels.Told(power) is null || _calibration is null ? null : Math.Round(_calibration.PressureDb(power), 2),
                DcOffset = Math.Round(dc / _count, 6),
                ClippedShare = Math.Round((double)clipped / frames, 6),
                State = _state,
                Since = _since?.Utc,
                SinceStream = _since?.Stream,
                SincePosition = _since?.Position ?? 0,
                Detail = _detail,
                DeafSeconds = Math.Round(_deafSeconds, 3),
            };
        }
    }

    /// <summary>An epoch begins at position 0.</summary>
    internal void Begin(StreamTimeline timeline)
    {
        lock (_gate)
        {
            _timeline = timeline;
            _judge.Begin();
            if (_meter?.Rate == timeline.Rate)
            {
                _meter.Reset();
                return;
            }

            _meter = new LevelMeter(timeline.Rate);
            (_count, _latest) = (0, -1);
        }
    }

    /// <summary>Takes the next samples of the epoch, at the source's rate.</summary>
    internal void Push(ReadOnlySpan<float> samples)
    {
        while (_meter!.TryRead(ref samples, out var reading))
        {
            var change = _judge.Add(reading, out var deafFrames);
            Publish(reading, change, deafFrames);
            if (change is not null) _changed?.Invoke(change);
        }
    }

    private void Publish(in LevelReading reading, SensorChange? change, long deafFrames)
    {
        lock (_gate)
        {
            _latest = (_latest + 1) % Remembered;
            _count = Math.Max(_count, _latest + 1);
            _readings[_latest] = reading;
            _deafSeconds += (double)deafFrames / _meter!.Rate;
            if (change is null) return;
            _state = change.State;
            _since = (_timeline!.StreamId, change.From, _timeline.ToUtc(change.From));
            _detail = change.Sentence;
        }
    }
}
