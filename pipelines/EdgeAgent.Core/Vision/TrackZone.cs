namespace EdgeAgent.Core.Vision;

/// <summary>A named region that objects enter and leave.</summary>
/// <param name="Name">Its name in events.</param>
/// <param name="Area">Where it is.</param>
public sealed record TrackZone(string Name, Polygon Area)
{
    /// <summary>Class indices that count; empty for all.</summary>
    public IReadOnlyList<int> Classes { get; init; } = [];

    /// <summary>Whether events of these classes wait until the object has entered this zone, or another that is required.</summary>
    public bool Required { get; init; }

    /// <summary>Detections in a row within it before the object has entered, ≥ 1; a box that trembles at the edge does not go in and out.</summary>
    public int Inertia { get; init; } = 3;
}
