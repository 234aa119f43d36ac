using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Store;

/// <summary>A message that the broker refuses for good. Its payload stays in the store, so that many refusals cost little memory.</summary>
internal sealed record Refusal(Lane Lane, AsideKey Key, MessageKind Kind, string Pipeline, double Peak, DateTimeOffset? Time, string Reason);
