using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Features.Images;
using EdgeAgent.Pipelines.Frames.Snapshots;

namespace EdgeAgent.Configuration;

/// <summary>How a pipeline that sees looks at its frames.</summary>
internal sealed record FrameSettings
{
    /// <summary>What counts where nothing is configured.</summary>
    public static FrameSettings Default { get; } = new();

    /// <summary>Frames a second that are analysed; 0 for all.</summary>
    public double RateLimit { get; init; }

    /// <summary>Leaves out still scenes; null looks at every frame.</summary>
    public MotionOptions? Motion { get; init; }

    /// <summary>Cuts frames into tiles; null for whole frames.</summary>
    public TileOptions? Tiles { get; init; }

    /// <summary>How objects are followed; limits of classes and classes of zones are in the lists.</summary>
    public TrackRules Tracks { get; init; } = new() { MaxPathPoints = DefaultPathPoints };

    /// <summary>Zones with the labels that count in them, by name; none for all.</summary>
    public IReadOnlyList<(TrackZone Zone, IReadOnlyList<string> Labels)> Zones { get; init; } = [];

    /// <summary>Limits of single labels.</summary>
    public IReadOnlyList<LabelLimits> Labels { get; init; } = [];

    /// <summary>Counts objects in fields of view instead of following them; null follows them.</summary>
    public CountSettings? Counting { get; init; }

    /// <summary>Pictures of objects; null keeps none.</summary>
    public SnapshotOptions? Snapshots { get; init; } = new();

    /// <summary>Points of a way that an event tells: some hundred bytes of a message.</summary>
    public const int DefaultPathPoints = 32;
}
