namespace EdgeAgent.Core.Control;

/// <summary>How a change of the configuration takes effect.</summary>
public enum ChangeEffect
{
    /// <summary>Its pipeline is restarted, with a declared gap.</summary>
    PipelineRestart,

    /// <summary>Not before the agent is started anew.</summary>
    AgentRestart,
}
