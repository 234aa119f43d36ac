namespace EdgeAgent.Core.Vision;

/// <summary>How detections of many images become objects that are followed. Times are seconds of stream time.</summary>
public sealed record TrackRules
{
    /// <summary>Limits of classes that have none of their own.</summary>
    public TrackLimits Limits { get; init; } = new();

    /// <summary>Limits by class index.</summary>
    public IReadOnlyDictionary<int, TrackLimits> PerClass { get; init; } = new Dictionary<int, TrackLimits>();

    /// <summary>Least intersection over union of a prediction and a detection that are the same object.</summary>
    public float MinIou { get; init; } = 0.1f;

    /// <summary>Objects that moved further than their box between images are still the same within this many box lengths.</summary>
    public float Reach { get; init; } = 1.0f;

    /// <summary>Detections before a track can be an event, ≥ 1.</summary>
    public int ConfirmDetections { get; init; } = 3;

    /// <summary>Scores that the median is taken of, 1..99.</summary>
    public int MedianOf { get; init; } = 9;

    /// <summary>A track ends when its object was not seen for this long, &gt; 0.</summary>
    public double MaxMissingSeconds { get; init; } = 1.5;

    /// <summary>An unconfirmed track ends when its object was not seen for this long, &gt; 0.</summary>
    public double MaxUnconfirmedMissingSeconds { get; init; } = 0.5;

    /// <summary>An object that kept its place this long stands still.</summary>
    public double StationarySeconds { get; init; } = 10;

    /// <summary>It keeps its place while the intersection over union with where it came to rest is at least this.</summary>
    public float StationaryIou { get; init; } = 0.6f;

    /// <summary>A confirmed object is told again at most this often while it moves.</summary>
    public double UpdateSeconds { get; init; } = 10;

    /// <summary>Longest events; a longer one is cut and goes on as another.</summary>
    public double MaxSeconds { get; init; } = 86_400;

    /// <summary>The path takes a point when the object moved this far, fraction of the image's diagonal.</summary>
    public float PathStep { get; init; } = 0.02f;

    /// <summary>Most points of a path; then every second one is given up.</summary>
    public int MaxPathPoints { get; init; } = 256;

    /// <summary>Zones.</summary>
    public IReadOnlyList<TrackZone> Zones { get; init; } = [];

    /// <summary>Regions in which detections are passed over; an object is where the middle of its lower edge is.</summary>
    public IReadOnlyList<Polygon> Masks { get; init; } = [];

    /// <summary>The limits of a class.</summary>
    public TrackLimits LimitsOf(int classIndex) => PerClass.TryGetValue(classIndex, out var own) ? own : Limits;
}
