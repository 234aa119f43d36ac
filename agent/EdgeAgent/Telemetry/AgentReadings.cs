using EdgeAgent.Core.Control;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Delivery.Store;

namespace EdgeAgent.Telemetry;

/// <summary>Everything that is measured, at one moment.</summary>
/// <param name="Agent">The agent and its pipelines.</param>
/// <param name="Store">The event store.</param>
/// <param name="Link">The publisher; null while there is none.</param>
internal sealed record AgentReadings(AgentSnapshot Agent, StoreHealth Store, MqttHealth? Link);
