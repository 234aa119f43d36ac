using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Aggregation.Tracking;
using EdgeAgent.Pipelines.Features.Images;

namespace EdgeAgent.Pipelines.Frames;

/// <summary>How what is seen in frames becomes events, and which frames are looked at: all that is part of the configuration digest.</summary>
public sealed record FrameEventOptions
{
    /// <summary>Rules of scores by class index; used where whole pictures are classified.</summary>
    public required IReadOnlyList<EventRules> Scores { get; init; }

    /// <summary>Rules of objects; used where objects are followed.</summary>
    public required TrackRules Tracks { get; init; }

    /// <summary>Frames a second that are analysed; 0 for all.</summary>
    public double FrameRateLimit { get; init; }

    /// <summary>Leaves out still scenes; null looks at every frame.</summary>
    public MotionOptions? Motion { get; init; }

    /// <summary>Cuts frames into tiles; null for whole frames.</summary>
    public TileOptions? Tiles { get; init; }

    /// <summary>Counts objects in fields of view instead of following them; null follows them.</summary>
    public Aggregation.Counting.CountOptions? Counting { get; init; }

    /// <summary>The digest that events carry.</summary>
    /// <param name="labels">Labels by class index.</param>
    public string Digest(IReadOnlyList<string> labels) => FrameRulesDigest.Create(labels, Scores, Tracks, FrameRateLimit, Motion, Tiles, Counting);
}
