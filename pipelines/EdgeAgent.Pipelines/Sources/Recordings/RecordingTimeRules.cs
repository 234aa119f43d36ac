namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>What the operator says about the time of recordings.</summary>
/// <param name="Zone">Offset from UTC for every time that does not carry its own zone, also where a convention would take UTC (<c>--zone</c>); null: none given.</param>
/// <param name="Start">The time of the first sample frame, over all that header and name say (<c>--start</c>); null: none given.</param>
/// <param name="IgnoreNames">Take no time from file names; headers still count.</param>
public sealed record RecordingTimeRules(TimeSpan? Zone = null, DateTimeOffset? Start = null, bool IgnoreNames = false)
{
    /// <summary>Nothing said: headers, then names, each with its own zone.</summary>
    public static RecordingTimeRules Default { get; } = new();
}
