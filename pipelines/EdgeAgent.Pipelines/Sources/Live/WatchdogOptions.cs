namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>When a live source counts as sick.</summary>
public sealed record WatchdogOptions
{
    /// <summary>So long may no byte come, at the start too; more than the longest pause that the source makes by its nature (a segment of HLS).</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How far the rate may be off, as a part of it: 0.05 is five percent. 0 does not look.</summary>
    public double RateTolerance { get; init; } = 0.05;

    /// <summary>The time over which the rate is measured; a multiple of the bursts in which the source delivers.</summary>
    public TimeSpan RateWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>So long may the samples repeat themselves exactly: one value, or one block. 0 does not look.</summary>
    public TimeSpan Frozen { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether digital silence is a frozen source. Some devices give it with reason (a muted channel, a recorder's pause), so it is only a state otherwise.</summary>
    public bool SilenceIsFault { get; init; }

    /// <summary>Restarts wait a random part of a time that doubles up to this.</summary>
    public TimeSpan RestartLimit { get; init; } = TimeSpan.FromSeconds(4);
}
