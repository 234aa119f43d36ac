using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Control;

/// <summary>The agent at one moment.</summary>
public sealed record AgentSnapshot
{
    /// <summary>Name of the box in events and topics.</summary>
    public required string Device { get; init; }

    /// <summary>Version of the agent.</summary>
    public required string Version { get; init; }

    /// <summary>Version of the native ONNX Runtime.</summary>
    public required string RuntimeVersion { get; init; }

    /// <summary>Names this run of the agent.</summary>
    public required string BootId { get; init; }

    /// <summary>When the snapshot was made.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>When this run began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>What is known of the clock.</summary>
    public required ClockState Clock { get; init; }

    /// <summary>Every configured pipeline, in the order of the configuration.</summary>
    public required IReadOnlyList<PipelineSnapshot> Pipelines { get; init; }

    /// <summary>The event store; null where there is none.</summary>
    public StoreSnapshot? Store { get; init; }

    /// <summary>Where the state is kept; null when it can't be told.</summary>
    public DiskSnapshot? Disk { get; init; }

    /// <summary>What the board's thermometers tell; empty where there are none.</summary>
    public required IReadOnlyList<TemperatureReading> Temperatures { get; init; }

    /// <summary>Bytes of memory that the process holds resident.</summary>
    public required long ResidentBytes { get; init; }
}
