namespace EdgeAgent.Tests.Functional.Crash;

/// <summary>What breaks around the real agent.</summary>
internal enum AgentCrashKind
{
    /// <summary>SIGKILL of the agent while it starts and at work.</summary>
    AgentKilled,

    /// <summary>SIGKILL of the broker, which keeps its sessions on disk, and sometimes of the agent too.</summary>
    AgentBrokerKilled,

    /// <summary>A broker that accepts everything and confirms nothing, or that stops to answer.</summary>
    AgentBrokerSilent,

    /// <summary>The link is cut in the middle of packets, or loses the broker's confirmations.</summary>
    AgentLinkCut,
}
