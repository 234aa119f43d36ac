using EdgeAgent.Core.Events;

namespace EdgeAgent.Replay;

/// <summary>Events and gaps held until it is certain that they count, in order.</summary>
internal sealed class HeldEvents : IEventSink
{
    private readonly List<(DetectionEvent? Detection, GapRecord? Gap)> _held = [];

    /// <inheritdoc/>
    public void Accept(DetectionEvent detection) => _held.Add((detection, null));

    /// <inheritdoc/>
    public void Accept(GapRecord gap) => _held.Add((null, gap));

    /// <summary>Passes everything on, once.</summary>
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
