using EdgeAgent.Core.Events;
using EdgeAgent.Replay.Evaluation;

namespace EdgeAgent.Quantize;

/// <summary>Collects the closed events of each variant.</summary>
internal sealed class VariantEvents : IEventSink
{
    private readonly Dictionary<string, List<(DetectionEvent Event, ScoredEvent Scored)>> _closed = new(StringComparer.Ordinal);

    /// <summary>The closed events of a variant.</summary>
    public IReadOnlyList<(DetectionEvent Event, ScoredEvent Scored)> Of(string variant) => _closed.GetValueOrDefault(variant) ?? [];

    /// <inheritdoc/>
    public void Accept(DetectionEvent detection)
    {
        if (detection.State != EventState.Close) return;
        if (!_closed.TryGetValue(detection.Model.Variant, out var events)) _closed[detection.Model.Variant] = events = [];
        events.Add((detection, ScoredEvent.From(detection)));
    }

    /// <inheritdoc/>
    public void Accept(GapRecord gap)
    {
        // Holes between recordings are the same for both variants.
    }
}
