using EdgeAgent.Core.Control;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Control.Tests;

/// <summary>An agent that is as the test says.</summary>
internal sealed class StillAgent : IAgentView
{
    public AgentSnapshot Now { get; set; } = new()
    {
        Device = "buoy-7", Version = "0.1.0", RuntimeVersion = "1.29.0", BootId = "boot-1",
        Time = DateTimeOffset.UnixEpoch.AddDays(1), Started = DateTimeOffset.UnixEpoch, Clock = ClockState.Unknown,
        Pipelines = [], Temperatures = [], ResidentBytes = 1,
    };

    public AgentSnapshot Snapshot() => Now;
}
