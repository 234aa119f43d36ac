using EdgeAgent.Core.Events;

namespace EdgeAgent.Pipelines.Tests.Support;

/// <summary>Keeps what it is given.</summary>
internal sealed class EventLog : IEventSink
{
    public List<DetectionEvent> Events { get; } = [];

    public List<GapRecord> Gaps { get; } = [];

    public IEnumerable<DetectionEvent> Closed => Events.Where(e => e.State == EventState.Close);

    public void Accept(DetectionEvent detection) => Events.Add(detection);

    public void Accept(GapRecord gap) => Gaps.Add(gap);
}
