using EdgeAgent.Core.Events;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Aggregation.Tracking;

/// <summary>One step in the life of a followed object, in positions.</summary>
/// <param name="TrackId">1, 2, 3 … within the epoch.</param>
/// <param name="ClassIndex">Index of the label.</param>
/// <param name="State">Open, update or close.</param>
/// <param name="Revision">0, 1, 2 … within the event.</param>
/// <param name="First">First video frame in which it was seen.</param>
/// <param name="Last">Frame after the last in which it was seen.</param>
/// <param name="Box">Where it was last, pixels of the source image.</param>
/// <param name="Best">Its best detection: the moment for a snapshot.</param>
/// <param name="Mean">Mean score of its detections.</param>
/// <param name="Detections">How many there were.</param>
/// <param name="IsStationary">Whether it stands still.</param>
/// <param name="Path">Where it went.</param>
/// <param name="Zones">Zones that it is in.</param>
/// <param name="Reason">Why it closed, where the object did not simply go.</param>
/// <param name="Continues">First frame of the event that this one goes on from after a cut, or −1.</param>
public sealed record TrackChange(
    int TrackId,
    int ClassIndex,
    EventState State,
    int Revision,
    long First,
    long Last,
    ImageBox Box,
    TrackPoint Best,
    float Mean,
    int Detections,
    bool IsStationary,
    IReadOnlyList<TrackPoint> Path,
    IReadOnlyList<string> Zones,
    string? Reason,
    long Continues)
{
    /// <summary>Zones that it has been in since the event began.</summary>
    public IReadOnlyList<string> Entered { get; init; } = [];
}
