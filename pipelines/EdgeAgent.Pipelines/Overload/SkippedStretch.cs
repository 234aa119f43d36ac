using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Pipelines.Overload;

/// <summary>A stretch of sound that a model does not score because it can't keep up: where it began, and its gap record.</summary>
/// <param name="timeline">Stream time of the epoch.</param>
/// <param name="identity">What the record says of its origin.</param>
/// <param name="model">The model.</param>
internal sealed class SkippedStretch(StreamTimeline timeline, StreamIdentity identity, ModelReference model)
{
    /// <summary>The gap ledger's word.</summary>
    public const string Cause = "overload";

    private long _from = -1;
    private long _windows;

    /// <summary>Whether it has begun.</summary>
    public bool IsOpen => _from >= 0;

    /// <summary>It begins, or goes on, with a window whose cell begins at a position.</summary>
    public void Add(long cellFirst)
    {
        if (!IsOpen) (_from, _windows) = (cellFirst, 0);
        _windows++;
    }

    /// <summary>It ends at a position.</summary>
    public GapRecord End(long to)
    {
        var record = new GapRecord(identity.Pipeline, identity.Source, Cause, timeline.ToUtc(_from), timeline.ToUtc(to),
            new GapLoss { Seconds = Math.Round((double)(to - _from) / timeline.Rate, 6), Windows = _windows },
            $"{model.Name} could not keep up, and what had waited longest was not scored");
        _from = -1;
        return record;
    }
}
