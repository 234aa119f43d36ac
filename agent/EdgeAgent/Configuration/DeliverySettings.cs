using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Delivery.Store;

namespace EdgeAgent.Configuration;

/// <summary>Where events are kept and how they are published.</summary>
internal sealed record DeliverySettings
{
    /// <summary>The store on disk.</summary>
    public required EventStoreOptions Store { get; init; }

    /// <summary>The publisher; its servers are empty where the agent runs a broker of its own, or none at all.</summary>
    public required MqttOptions Mqtt { get; init; }

    /// <summary>First level of all topics.</summary>
    public required string Prefix { get; init; }

    /// <summary>Port of the agent's own broker, where none is configured: 0 takes any free one; null runs none.</summary>
    public required int? EmbeddedPort { get; init; }

    /// <summary>Folder of the agent's own broker.</summary>
    public required string EmbeddedDirectory { get; init; }

    /// <summary>Additional forms in which events are published.</summary>
    public required IReadOnlyList<string> Profiles { get; init; }

    /// <summary>Whether Home Assistant is told of the box.</summary>
    public required bool HomeAssistant { get; init; }

    /// <summary>Seconds between health messages.</summary>
    public required int HealthSeconds { get; init; }
}
