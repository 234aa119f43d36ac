using EdgeAgent.Core.Events;

namespace EdgeAgent.Replay.Evaluation;

/// <summary>An event as the evaluation needs it.</summary>
/// <param name="Label">What the model says it is.</param>
/// <param name="File">The recording that holds the onset.</param>
/// <param name="BeginSeconds">Onset, in seconds from the start of that recording.</param>
/// <param name="EndSeconds">Offset, in the same seconds; may lie beyond the end of a joined recording.</param>
/// <param name="Peak">Highest score, 0..1.</param>
internal sealed record ScoredEvent(string Label, string File, double BeginSeconds, double EndSeconds, double Peak)
{
    /// <summary>The recording's name for a stream without files.</summary>
    public const string Standard = "-";

    /// <summary>Takes what matters of a closed event.</summary>
    public static ScoredEvent From(DetectionEvent detection)
    {
        ArgumentNullException.ThrowIfNull(detection);
        var span = detection.Stream;
        return detection.Recording is { } recording
            ? new ScoredEvent(detection.Label, recording.Path, recording.BeginSeconds, recording.EndSeconds, detection.Score.Peak)
            : new ScoredEvent(detection.Label, Standard, (double)span.First / span.Rate, (double)span.Last / span.Rate, detection.Score.Peak);
    }
}
