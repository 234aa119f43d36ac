using EdgeAgent.Core.Events;

namespace EdgeAgent.Pipelines.Aggregation;

/// <summary>One step in the life of an event, in positions; it becomes a <see cref="DetectionEvent"/> in <see cref="Topology.EventComposer"/>.</summary>
/// <param name="ClassIndex">Output position of the label.</param>
/// <param name="State">Open, update or close.</param>
/// <param name="Revision">0, 1, 2 … within the event.</param>
/// <param name="First">Onset, sample frames since the epoch began.</param>
/// <param name="Last">Offset so far, exclusive.</param>
/// <param name="Peak">Highest smoothed score.</param>
/// <param name="Mean">Mean smoothed score.</param>
/// <param name="Windows">Windows covered.</param>
/// <param name="Reason">Why it closed, where that is not the ordinary end.</param>
/// <param name="Continues">Onset of the event that this one continues after a forced cut, or −1.</param>
internal readonly record struct EventChange(
    int ClassIndex,
    EventState State,
    int Revision,
    long First,
    long Last,
    float Peak,
    float Mean,
    int Windows,
    string? Reason,
    long Continues);
