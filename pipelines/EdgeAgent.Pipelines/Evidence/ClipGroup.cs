using EdgeAgent.Core.Events;

namespace EdgeAgent.Pipelines.Evidence;

/// <summary>Events of one label that share a clip, before it is cut: positions of the epoch.</summary>
internal sealed class ClipGroup(string label, long start)
{
    /// <summary>The label of all of them.</summary>
    public string Label { get; } = label;

    /// <summary>Where the clip begins.</summary>
    public long Start { get; } = start;

    /// <summary>Where it is to end, as far as is known; post-rolls included.</summary>
    public long End { get; set; } = start;

    /// <summary>The newest revision of each event, in the order in which they opened.</summary>
    public List<DetectionEvent> Events { get; } = [];

    /// <summary>The closes that wait for the clip.</summary>
    public List<HeldClose> Closes { get; } = [];

    /// <summary>When the first of them began to wait, on the clock's monotonic scale; 0 while none does.</summary>
    public long WaitsSince { get; set; }

    /// <summary>Whether every event has closed.</summary>
    public bool IsClosed => Closes.Count == Events.Count;

    /// <summary>The place of an event; −1 when it is not one of them.</summary>
    public int IndexOf(string id) => Events.FindIndex(e => e.Id == id);
}
