namespace EdgeAgent.Replay.Evaluation;

/// <summary>A stretch of a recording that the model heard. Time that it did not hear counts neither for nor against it.</summary>
/// <param name="File">The recording: equal to <c>recording.path</c> of its events.</param>
/// <param name="BeginSeconds">Begin, in seconds from the start of the recording.</param>
/// <param name="EndSeconds">End, in the same seconds.</param>
internal sealed record AnalysedSpan(string File, double BeginSeconds, double EndSeconds)
{
    /// <summary>The stream that the recording is part of, when files are joined and events cross from one to the next; null when it stands alone.</summary>
    public string? Stream { get; init; }

    /// <summary>Where the recording begins in that stream, in seconds. The same for all spans of a recording.</summary>
    public double StreamOffsetSeconds { get; init; }
}
