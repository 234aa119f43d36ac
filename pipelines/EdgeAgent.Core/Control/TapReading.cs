using EdgeAgent.Core.Audio;

namespace EdgeAgent.Core.Control;

/// <summary>One look into a pipeline: levels or the scores of one window.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Time">When it was made, by the box's clock.</param>
public sealed record TapReading(string Pipeline, DateTimeOffset Time)
{
    /// <summary>The last minute of input; null in a reading of scores.</summary>
    public LevelSnapshot? Levels { get; init; }

    /// <summary>Scores of a window; null in a reading of levels.</summary>
    public WindowScores? Scores { get; init; }

    /// <summary>Readings lost before this one, because they were not taken in time.</summary>
    public long Dropped { get; init; }
}
