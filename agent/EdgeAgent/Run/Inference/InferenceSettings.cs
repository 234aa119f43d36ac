namespace EdgeAgent.Run.Inference;

/// <summary>How requests for models are answered.</summary>
internal sealed record InferenceSettings
{
    /// <summary>Whether they are answered at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Requests that may wait at once.</summary>
    public int Queue { get; init; } = 8;

    /// <summary>Seconds that a request waits for live windows and other requests at most.</summary>
    public int WaitSeconds { get; init; } = 30;

    /// <summary>Models that only requests use and that are open at once.</summary>
    public int Models { get; init; } = 2;

    /// <summary>Bytes of an answer, and of a picture, at most.</summary>
    public int MaxBytes { get; init; } = 16 * 1024 * 1024;
}
