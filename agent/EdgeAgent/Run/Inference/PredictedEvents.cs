using EdgeAgent.Core.Control.Inference;
using EdgeAgent.Core.Events;

namespace EdgeAgent.Run.Inference;

/// <summary>Keeps how events ended.</summary>
internal sealed class PredictedEvents : IEventSink
{
    private const int Most = 10_000;

    private readonly List<PredictedEvent> _closed = [];

    /// <inheritdoc/>
    public void Accept(DetectionEvent detection)
    {
        ArgumentNullException.ThrowIfNull(detection);
        if (detection.State != EventState.Close || _closed.Count == Most) return;
        var stream = detection.Stream;
        _closed.Add(new PredictedEvent(detection.Label, Seconds(stream.First, stream.Rate), Seconds(stream.Last, stream.Rate), detection.Score.Peak, detection.Score.Mean, detection.Score.Windows));
    }

    /// <inheritdoc/>
    public void Accept(GapRecord gap)
    {
    }

    /// <summary>The events in order of their onset.</summary>
    public IReadOnlyList<PredictedEvent> Sorted() => [.. _closed.OrderBy(e => e.Onset).ThenBy(e => e.Label, StringComparer.Ordinal)];

    private static double Seconds(long position, int rate) => Math.Round((double)position / rate, 6);
}
