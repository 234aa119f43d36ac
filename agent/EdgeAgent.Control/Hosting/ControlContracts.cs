using EdgeAgent.Core.Control;

namespace EdgeAgent.Control.Hosting;

/// <summary>What the services look at and drive; the composition root provides it.</summary>
public sealed record ControlContracts
{
    /// <summary>The running agent.</summary>
    public required IAgentView Agent { get; init; }
}
