namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>What zone the times of a file-name convention are in.</summary>
internal enum ZoneRule
{
    /// <summary>UTC, unless the operator gives a zone.</summary>
    Utc,

    /// <summary>What the recorder's clock was set to, which only the operator knows.</summary>
    Recorder,

    /// <summary>Written in the name.</summary>
    Written,
}
