namespace EdgeAgent.Core.Control;

/// <summary>What a pipeline is doing.</summary>
public enum PipelineState
{
    /// <summary>It listens.</summary>
    Running,

    /// <summary>An operator has paused it; what is not heard is declared as a gap.</summary>
    Paused,

    /// <summary>The agent stops.</summary>
    Stopped,

    /// <summary>Its input has come to its end.</summary>
    Ended,

    /// <summary>It could not start, or stopped for a reason that it tells.</summary>
    Failed,
}
