using EdgeAgent.Core.Control;
using EdgeAgent.Delivery.Documents;
using EdgeAgent.Delivery.Mqtt;
using StoreHealth = EdgeAgent.Delivery.Store.StoreHealth;

namespace EdgeAgent.Telemetry;

/// <summary>Everything that is measured, at one moment.</summary>
/// <param name="Agent">The agent and its pipelines.</param>
/// <param name="Store">The event store.</param>
/// <param name="Link">The publisher; null while there is none.</param>
/// <param name="Evidence">What is kept of the sound behind events, of the pipelines that keep some.</param>
internal sealed record AgentReadings(AgentSnapshot Agent, StoreHealth Store, MqttHealth? Link, IReadOnlyList<(string Pipeline, EvidenceHealth Health)> Evidence);
