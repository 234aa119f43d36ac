using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Core.Control;

/// <summary>A pipeline at one moment.</summary>
public sealed record PipelineSnapshot
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is doing.</summary>
    public required PipelineState State { get; init; }

    /// <summary>Why it failed, one sentence; null otherwise.</summary>
    public string? Detail { get; init; }

    /// <summary>Name of its source.</summary>
    public required string Source { get; init; }

    /// <summary>Sample or video frames a second of its source; 0 before the source was opened.</summary>
    public required int SampleRate { get; init; }

    /// <summary>Seconds since it was started.</summary>
    public required double ElapsedSeconds { get; init; }

    /// <summary>Seconds of input analysed.</summary>
    public required double AnalysedSeconds { get; init; }

    /// <summary>Analysed seconds over seconds of work; null before any work.</summary>
    public double? RealTimeFactor { get; init; }

    /// <summary>Windows scored, or video frames looked at.</summary>
    public required long Windows { get; init; }

    /// <summary>Windows or video frames given up because the agent could not keep up.</summary>
    public required long DroppedWindows { get; init; }

    /// <summary>Events opened.</summary>
    public required long Events { get; init; }

    /// <summary>The last minute of input; null before a second was heard.</summary>
    public LevelSnapshot? Levels { get; init; }

    /// <summary>Frames of a camera so far; null for sound.</summary>
    public FrameFigures? Frames { get; init; }

    /// <summary>How a camera looks; null for sound, and before a frame came.</summary>
    public VideoLevels? Video { get; init; }

    /// <summary>The models that hear or see it.</summary>
    public required IReadOnlyList<ModelUse> Models { get; init; }

    /// <summary>Event rules that an operator has laid over the configured ones, by key.</summary>
    public IReadOnlyDictionary<string, string> Overrides { get; init; } = new Dictionary<string, string>();

    /// <summary>How its source fares; null before it was opened.</summary>
    public SourceFigures? Input { get; init; }

    /// <summary>Gaps declared, by cause.</summary>
    public IReadOnlyList<GapFigures> Gaps { get; init; } = [];

    /// <summary>How it keeps up; null where nobody watches that.</summary>
    public OverloadFigures? Overload { get; init; }

    /// <summary>Where the time goes; null before a window was scored.</summary>
    public LatencyBreakdown? Latency { get; init; }

    /// <summary>Analysed seconds over elapsed seconds, 0..1; null in its first second.</summary>
    public double? Coverage => ElapsedSeconds >= 1 ? Math.Clamp(AnalysedSeconds / ElapsedSeconds, 0, 1) : null;
}
