using System.Globalization;
using EdgeAgent.Core.Events;

namespace EdgeAgent.DeliveryWorker;

/// <summary>Events and gaps of several pipelines and labels as aggregation would make them: opened, updated, closed, interleaved. The same for the same seed.</summary>
internal sealed class EventGenerator
{
    private const int Rate = 10_000;

    private static readonly string[] Pipelines = ["reef-north", "reef-south", "deep"];
    private static readonly string[] Labels = ["humpback", "orca", "ship", "rain / hail"];
    private static readonly ModelReference Model = new("humpback", 1, "full", "sha256:" + new string('a', 64), "CPU");

    private readonly Random _random;
    private readonly ulong _seed;
    private readonly string _device;
    private readonly int _filling;
    private readonly List<DetectionEvent> _open = [];
    private long _position;
    private int _count;

    public EventGenerator(ulong seed, string device, int filling)
    {
        (_seed, _device, _filling) = (seed, device, filling);
        _random = new Random(unchecked((int)(seed ^ seed >> 32)));
    }

    /// <summary>The next event revision or gap.</summary>
    public object Next(DateTimeOffset now)
    {
        _count++;
        _position += _random.Next(1, 5) * Rate;
        if (_random.Next(30) == 0) return Gap(now);
        if (_open.Count == 0 || (_open.Count < 6 && _random.Next(3) == 0)) return Open(now);
        var index = _random.Next(_open.Count);
        var before = _open[index];
        var closes = _random.Next(3) == 0;
        var duration = (_position - before.Stream.First) / (double)Rate;
        var after = before with
        {
            Revision = before.Revision + 1,
            State = closes ? EventState.Close : EventState.Update,
            Offset = before.Onset!.Value.AddSeconds(duration),
            DurationSeconds = duration,
            Stream = before.Stream with { Last = _position },
            Score = new EventScore(Math.Max(before.Score.Peak, Score()), Score(), before.Score.Windows + 1),
        };
        if (closes) _open.RemoveAt(index);
        else _open[index] = after;
        return after;
    }

    private float Score() => _random.Next(1000) / 1000f;

    private GapRecord Gap(DateTimeOffset now)
    {
        var pipeline = Pipelines[_random.Next(Pipelines.Length)];
        return new GapRecord(pipeline, "hydrophone-1", "recording-hole", now.AddSeconds(-2), now, GapLoss.OfInput(2), string.Create(CultureInfo.InvariantCulture, $"input {_seed} {_count}"));
    }

    private DetectionEvent Open(DateTimeOffset now)
    {
        var pipeline = Pipelines[_random.Next(Pipelines.Length)];
        var label = Labels[_random.Next(Labels.Length)];
        var stream = string.Create(CultureInfo.InvariantCulture, $"boot-{_seed}/{_count}");
        var opened = new DetectionEvent
        {
            Id = EventIdentity.Create(pipeline, stream, Model, label, _position, "sha256:" + new string('b', 64)),
            Revision = 0,
            State = EventState.Open,
            Device = _device,
            Pipeline = pipeline,
            Source = "hydrophone-1",
            Label = label,
            ClassIndex = Array.IndexOf(Labels, label),
            Onset = now,
            Offset = now,
            DurationSeconds = 0,
            Stream = new StreamSpan(stream, _position, _position, Rate),
            Clock = null,
            Score = new EventScore(Score(), Score(), 1),
            Model = Model,
            Config = "sha256:" + new string('b', 64),
            Continues = _filling > 0 ? new string('c', _random.Next(_filling)) : null,
            Replay = false,
        };
        _open.Add(opened);
        return opened;
    }
}
