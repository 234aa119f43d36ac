namespace EdgeAgent.Pipelines.Evidence;

/// <summary>How clips around events are cut.</summary>
public sealed record ClipOptions
{
    /// <summary>Seconds before the onset, ≥ 0.</summary>
    public double PreSeconds { get; init; } = 2;

    /// <summary>Seconds behind the offset, ≥ 0.</summary>
    public double PostSeconds { get; init; } = 2;

    /// <summary>Longest clip, seconds; more than pre-roll and post-roll together. Of a longer event it has the beginning.</summary>
    public double MaxSeconds { get; init; } = 60;

    /// <summary>What they are written as.</summary>
    public ClipFormat Format { get; init; } = ClipFormat.Flac;

    /// <summary>Whether a picture is put beside each.</summary>
    public bool Spectrogram { get; init; } = true;

    /// <summary>How long the close of an event waits for its clip, beyond the post-roll; then it goes without.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);
}
