namespace EdgeAgent.Core.Control;

/// <summary>Looks at the running agent. May be called from any thread, thousands of times a second.</summary>
public interface IAgentView
{
    /// <summary>The agent now.</summary>
    AgentSnapshot Snapshot();
}
