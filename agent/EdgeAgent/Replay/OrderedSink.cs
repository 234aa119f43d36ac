using EdgeAgent.Core.Events;

namespace EdgeAgent.Replay;

/// <summary>Lets epochs be analysed side by side while their events come out in the order of the epochs.</summary>
/// <remarks>The first unfinished epoch writes through; later ones are held in memory, which is bounded by the epochs under way.</remarks>
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
                done.Release(inner);
                _lanes[_head++] = null;
            }

            if (_head < _lanes.Length) _lanes[_head]?.Release(inner);
        }
    }

    private void Send(int index, Lane lane, DetectionEvent? detection, GapRecord? gap)
    {
        lock (_lock)
        {
            lane.Hold(detection, gap);
            if (index == _head) lane.Release(inner);
        }
    }

    private sealed class Lane(OrderedSink owner, int index) : IEventSink
    {
        private readonly List<(DetectionEvent? Detection, GapRecord? Gap)> _held = [];

        public bool IsComplete { get; set; }

        public void Accept(DetectionEvent detection) => owner.Send(index, this, detection, null);

        public void Accept(GapRecord gap) => owner.Send(index, this, null, gap);

        public void Hold(DetectionEvent? detection, GapRecord? gap) => _held.Add((detection, gap));

        public void Release(IEventSink sink)
        {
            foreach (var (detection, gap) in _held)
            {
                if (detection is not null) sink.Accept(detection);
                if (gap is not null) sink.Accept(gap);
            }

            _held.Clear();
        }
    }
}
