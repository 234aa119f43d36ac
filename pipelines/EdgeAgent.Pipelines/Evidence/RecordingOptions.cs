namespace EdgeAgent.Pipelines.Evidence;

/// <summary>How a source is recorded without a break.</summary>
public sealed record RecordingOptions
{
    /// <summary>Length of a file; files begin at whole multiples of it in UTC.</summary>
    public TimeSpan FileLength { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What is written.</summary>
    public ClipFormat Format { get; init; } = ClipFormat.Flac;
}
