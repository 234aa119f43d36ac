using System.Globalization;
using EdgeAgent.Core.Events;

namespace EdgeAgent.Benchmarks.Delivery;

/// <summary>Events as aggregation makes them: of three pipelines and four labels, opened, updated and closed, interleaved. The same every time.</summary>
internal sealed class EventMaker
{
    /// <summary>The box.</summary>
    public const string Device = "bench-buoy";

    private const int Rate = 10_000;
    private const int MostOpen = 6;

    private static readonly string[] Pipelines = ["reef-north", "reef-south", "deep"];
    private static readonly string[] Labels = ["humpback", "orca", "ship", "rain / hail"];
    private static readonly ModelReference Model = new("humpback", 1, "int8", "sha256:" + new string('a', 64), "CPU");
    private static readonly string Config = "sha256:" + new string('b', 64);

    private readonly Random _random = new(1);
    private readonly List<DetectionEvent> _open = [];
    private readonly DateTimeOffset _began = new(2026, 3, 15, 9, 30, 0, TimeSpan.Zero);
    private long _position;
    private int _count;

    /// <summary>So many revisions.</summary>
    public static DetectionEvent[] Make(int count)
    {
        var maker = new EventMaker();
        return [.. Enumerable.Range(0, count).Select(_ => maker.Next())];
    }

    /// <summary>A whole event of a moment ago, to see how long it takes.</summary>
    public static DetectionEvent Fresh(string pipeline, int number, DateTimeOffset now) =>
        Opened(pipeline, Labels[0], 0, string.Create(CultureInfo.InvariantCulture, $"fresh/{number}"), number, now, 0.9f) with { State = EventState.Close };

    /// <summary>The next revision.</summary>
    public DetectionEvent Next()
    {
        _position += _random.Next(1, 5) * Rate;
        if (_open.Count == 0 || (_open.Count < MostOpen && _random.Next(3) == 0))
        {
            var label = _random.Next(Labels.Length);
            var opened = Opened(Pipelines[_random.Next(Pipelines.Length)], Labels[label], label, string.Create(CultureInfo.InvariantCulture, $"boot-5e1/{_count++}"), _position, _began.AddSeconds((double)_position / Rate), Score());
            _open.Add(opened);
            return opened;
        }

        var index = _random.Next(_open.Count);
        var before = _open[index];
        var seconds = (_position - before.Stream.First) / (double)Rate;
        var closes = _random.Next(3) == 0;
        var after = before with
        {
            Revision = before.Revision + 1,
            State = closes ? EventState.Close : EventState.Update,
            Offset = before.Onset!.Value.AddSeconds(seconds),
            DurationSeconds = seconds,
            Stream = before.Stream with { Last = _position },
            Score = new EventScore(Math.Max(before.Score.Peak, Score()), Score(), before.Score.Windows + 1),
        };
        if (closes) _open.RemoveAt(index);
        else _open[index] = after;
        return after;
    }

    private float Score() => _random.Next(1000) / 1000f;

    private static DetectionEvent Opened(string pipeline, string label, int index, string stream, long position, DateTimeOffset onset, float score) => new()
    {
        Id = EventIdentity.Create(pipeline, stream, Model, label, position, Config),
        Revision = 0,
        State = EventState.Open,
        Device = Device,
        Pipeline = pipeline,
        Source = "hydrophone-1",
        Label = label,
        ClassIndex = index,
        Onset = onset,
        Offset = onset,
        DurationSeconds = 0,
        Stream = new StreamSpan(stream, position, position, Rate),
        Clock = null,
        Score = new EventScore(score, score, 1),
        Model = Model,
        Config = Config,
        Replay = false,
    };
}
