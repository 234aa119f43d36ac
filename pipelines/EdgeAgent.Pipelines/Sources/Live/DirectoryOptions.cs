namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>How a folder of recordings is watched.</summary>
public sealed record DirectoryOptions
{
    /// <summary>A file is complete when it has not changed for so long; ten times as long where its header promises more than is there.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The file that remembers what was analysed.</summary>
    public required string Journal { get; init; }

    /// <summary>Zone of recorders that write local time; null where the files say it.</summary>
    public TimeSpan? Zone { get; init; }
}
