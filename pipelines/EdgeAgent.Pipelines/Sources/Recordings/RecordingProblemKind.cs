namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>What a recording is refused for; decides the exit code.</summary>
public enum RecordingProblemKind
{
    /// <summary>The file cannot be used, now or later: exit code 42.</summary>
    Unreadable,

    /// <summary>The file's time can be read in more than one way, or needs a zone that nobody gave: exit code 2.</summary>
    AmbiguousTime,

    /// <summary>The files do not fit together as they were given: exit code 2.</summary>
    Arrangement,
}
