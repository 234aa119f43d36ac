using EdgeAgent.Core.Events;

namespace EdgeAgent.Replay;

/// <summary>Lets epochs be analysed side by side while their events come out in the order of the epochs.</summary>
/// <remarks>The first unfinished epoch writes through; the events of later ones are held in memory until it has finished.</remarks>
internal sealed class OrderedSink(IEventSink inner, int lanes)
{
    private readonly Lane?[] _lanes = new Lane?[lanes];
    private readonly Lock _lock = new();
    private int _head;

    /// <summary>The sink of an epoch.</summary>
    public IEventSink this[int index]
    {
        get
        {
            lock (_lock) return _lanes[index] ??= new Lane(this, index);
        }
    }

    /// <summary>Says that an epoch has sent everything.</summary>
    public void Complete(int index)
    {
        lock (_lock)
        {
            (_lanes[index] ??= new Lane(this, index)).IsComplete = true;
            while (_head < _lanes.Length && _lanes[_head] is { IsComplete: true } done)
            {
                done.Held.Release(inner);
                _lanes[_head++] = null;
            }

            if (_head < _lanes.Length) _lanes[_head]?.Held.Release(inner);
        }
    }

    private void Send(int index, Lane lane, DetectionEvent? detection, GapRecord? gap)
    {
        lock (_lock)
        {
            if (detection is not null) lane.Held.Accept(detection);
            if (gap is not null) lane.Held.Accept(gap);
            if (index == _head) lane.Held.Release(inner);
        }
    }

    private sealed class Lane(OrderedSink owner, int index) : IEventSink
    {
        public HeldEvents Held { get; } = new();

        public bool IsComplete { get; set; }

        public void Accept(DetectionEvent detection) => owner.Send(index, this, detection, null);

        public void Accept(GapRecord gap) => owner.Send(index, this, null, gap);
    }
}
