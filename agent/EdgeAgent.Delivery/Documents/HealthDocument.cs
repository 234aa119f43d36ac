using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Delivery.Documents;

/// <summary>How a pipeline fares, retained on <c>{prefix}/{device}/health/{pipeline}</c>. Counts are since the agent started.</summary>
public sealed record HealthDocument
{
    /// <summary>The device's name.</summary>
    public required string Device { get; init; }

    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    /// <summary>UTC at which this was measured.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What the pipeline does: <c>running</c>, <c>paused</c>, <c>stopped</c>, <c>ended</c>, <c>failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>One sentence for people when something is wrong; null otherwise.</summary>
    public string? Detail { get; init; }

    /// <summary>Seconds since the pipeline was started.</summary>
    public required double ElapsedSeconds { get; init; }

    /// <summary>Seconds of input that were analysed in that time.</summary>
    public required double AnalysedSeconds { get; init; }

    /// <summary>Seconds that were really heard (analysed, and the sensor not deaf) by elapsed seconds, 0..1: no events at a coverage of 1 is silence, below it the pipeline was partly deaf. Null before any time has passed.</summary>
    public double? Coverage => ElapsedSeconds > 0 ? Math.Round(Math.Clamp((AnalysedSeconds - (Levels?.DeafSeconds ?? 0) - (BlindSeconds ?? 0)) / ElapsedSeconds, 0, 1), 4) : null;

    /// <summary>Seconds of input that the models could analyse in a second; below 1 the pipeline can't keep up. Null before a window was analysed.</summary>
    public double? RealTimeFactor { get; init; }

    /// <summary>Windows analysed, or video frames.</summary>
    public required long Windows { get; init; }

    /// <summary>Windows, or video frames, dropped because a queue was full; each is in a gap record too.</summary>
    public required long DroppedWindows { get; init; }

    /// <summary>Events opened.</summary>
    public required long Events { get; init; }

    /// <summary>The models in use, each with its digest and execution provider.</summary>
    public required IReadOnlyList<ModelReference> Models { get; init; }

    /// <summary>How quantized variants agree with their full models on sampled windows; null where nothing compares them.</summary>
    public IReadOnlyList<TwinFigures>? Twins { get; init; }

    /// <summary>Levels of the last minute and the sensor's state: whether silence is silence or a dead sensor. Null before a second was heard.</summary>
    public LevelSnapshot? Levels { get; init; }

    /// <summary>How often the source was opened again after a fault; null where it is not opened by the agent.</summary>
    public long? SourceRestarts { get; init; }

    /// <summary>How far the source's sample clock is off, parts per million, positive is fast; null before it was measured.</summary>
    public double? DriftPpm { get; init; }

    /// <summary>Gaps declared, by cause; null while there are none.</summary>
    public IReadOnlyList<GapFigures>? Gaps { get; init; }

    /// <summary>How it keeps up; null where nobody watches that.</summary>
    public KeepingUp? Overload { get; init; }

    /// <summary>What the agent adds to the model's run; null before a window was scored.</summary>
    public AddedLatency? Latency { get; init; }

    /// <summary>The box's clock.</summary>
    public ClockState? Clock { get; init; }

    /// <summary>What became of a camera's frames; null for sound.</summary>
    public FrameFigures? Frames { get; init; }

    /// <summary>How the camera looks: brightness, blur, whether it is frozen. Null for sound, and before a frame came.</summary>
    public VideoLevels? Video { get; init; }

    /// <summary>Seconds in which a camera showed nothing (black, frozen); null for sound.</summary>
    public double? BlindSeconds { get; init; }

    /// <summary>The way to the broker; the same for all pipelines of a device.</summary>
    public DeliveryHealth? Delivery { get; init; }

    /// <summary>The event store; the same for all pipelines of a device.</summary>
    public StoreHealth? Store { get; init; }

    /// <summary>Clips and recordings; null where the pipeline keeps none.</summary>
    public EvidenceHealth? Evidence { get; init; }
}
