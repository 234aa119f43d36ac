using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Aggregation.Tracking;

/// <summary>An object that is followed.</summary>
internal sealed class Track
{
    private readonly float[] _recent;
    private readonly float[] _sorted;
    private readonly int[] _inZone;
    private readonly bool[] _entered;
    private readonly bool[] _everEntered;
    private int _recentCount;
    private double _scoreSum;
    private ImageBox _restedAt;
    private long _restedSince;

    public Track(int id, long position, in Detection detection, TrackRules rules)
    {
        (Id, ClassIndex, First) = (id, detection.ClassIndex, position);
        (_recent, _sorted) = (new float[rules.MedianOf], new float[rules.MedianOf]);
        (_inZone, _entered, _everEntered) = (new int[rules.Zones.Count], new bool[rules.Zones.Count], new bool[rules.Zones.Count]);
        Motion = BoxMotion.Start(detection.Box);
        (_restedAt, _restedSince) = (detection.Box, position);
        Path = [];
        Observe(position, detection);
    }

    /// <summary>1, 2, 3 … within an epoch.</summary>
    public int Id { get; }

    public int ClassIndex { get; }

    /// <summary>Frame of the first detection of the event.</summary>
    public long First { get; private set; }

    /// <summary>Frame of the last detection.</summary>
    public long LastSeen { get; private set; }

    public BoxMotion Motion;

    /// <summary>The last detection.</summary>
    public Detection Last { get; private set; }

    public float Peak { get; private set; }

    /// <summary>Best detection so far: the moment for a snapshot.</summary>
    public TrackPoint Best { get; private set; }

    public int Detections { get; private set; }

    public float Mean => (float)(_scoreSum / Detections);

    public bool IsStationary { get; private set; }

    /// <summary>Whether it is an event.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Whether it was an event of the model before, and is one again when it is seen again.</summary>
    public bool Resumes { get; set; }

    /// <summary>Id of its event, once somebody needed it.</summary>
    public string? EventId { get; set; }

    /// <summary>Revisions that were told.</summary>
    public int Revision { get; set; }

    /// <summary>Frame of the last revision.</summary>
    public long ToldAt { get; set; }

    /// <summary>Id of the track's event that this one goes on from, by its first frame; −1 when there is none.</summary>
    public long Continues { get; private set; } = -1;

    public List<TrackPoint> Path { get; private set; }

    public IReadOnlyList<bool> Entered => _entered;

    /// <summary>Zones that it was in since the event began.</summary>
    public IReadOnlyList<bool> EverEntered => _everEntered;

    /// <summary>Takes a detection.</summary>
    public void Observe(long position, in Detection detection)
    {
        (LastSeen, Last) = (position, detection);
        _recent[_recentCount++ % _recent.Length] = detection.Score;
        _scoreSum += detection.Score;
        Detections++;
        if (detection.Score <= Peak) return;
        Peak = detection.Score;
        Best = new TrackPoint(position, detection.Box, detection.Score);
    }

    /// <summary>It is where it was, by a picture in which nothing moved.</summary>
    public void Stay(long position) => LastSeen = position;

    /// <summary>Median of the last scores; of an even number, the mean of the two in the middle.</summary>
    public float MedianScore()
    {
        var count = Math.Min(_recentCount, _recent.Length);
        _recent.AsSpan(0, count).CopyTo(_sorted);
        _sorted.AsSpan(0, count).Sort();
        return count % 2 == 1 ? _sorted[count / 2] : (_sorted[(count / 2) - 1] + _sorted[count / 2]) / 2;
    }

    /// <summary>Adds a point where the object moved far enough; a long path gives up every second point.</summary>
    public void Walk(long position, float step, int most)
    {
        var box = Last.Box;
        if (Path.Count > 0)
        {
            var last = Path[^1].Box;
            var (x, y) = (box.CenterX - last.CenterX, box.CenterY - last.CenterY);
            if (((x * x) + (y * y)) < step * step) return;
        }

        if (Path.Count >= most)
        {
            var kept = 0;
            for (var i = 0; i < Path.Count; i += 2) Path[kept++] = Path[i];
            Path.RemoveRange(kept, Path.Count - kept);
        }

        Path.Add(new TrackPoint(position, box, Last.Score));
    }

    /// <summary>Notices whether the object stands still.</summary>
    /// <returns>Whether that changed.</returns>
    public bool Rest(long position, float iou, long frames)
    {
        if (Last.Box.Iou(_restedAt) < iou) (_restedAt, _restedSince) = (Last.Box, position);
        var rests = position - _restedSince >= frames;
        if (rests == IsStationary) return false;
        IsStationary = rests;
        return true;
    }

    /// <summary>Counts detections in a zone.</summary>
    /// <returns>Whether the object has just entered or left it.</returns>
    public bool Visit(int zone, bool inside, int inertia)
    {
        // As many detections to leave as to enter.
        _inZone[zone] = Math.Clamp(_inZone[zone] + (inside ? 1 : -1), 0, inertia);
        var entered = _entered[zone] ? _inZone[zone] > 0 : _inZone[zone] >= inertia;
        if (entered == _entered[zone]) return false;
        _entered[zone] = entered;
        _everEntered[zone] |= entered;
        return true;
    }

    /// <summary>Begins a new event where a long one was cut.</summary>
    public void Cut(long position)
    {
        (Continues, First, EventId, Resumes) = (First, position, null, false);
        (Detections, _scoreSum, Peak, Revision) = (1, Last.Score, Last.Score, 0);
        Best = new TrackPoint(position, Last.Box, Last.Score);
        Path = [];
        _entered.CopyTo(_everEntered, 0);
        ToldAt = position;
    }
}
