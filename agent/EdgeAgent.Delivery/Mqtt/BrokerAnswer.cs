namespace EdgeAgent.Delivery.Mqtt;

/// <summary>What a broker said to a box that only asked.</summary>
/// <param name="Accepted">Whether it would take the box.</param>
/// <param name="IsProtocol">Whether another version of MQTT may be taken where this one was not.</param>
/// <param name="Sentence">What happened, with the remedy where there is one. Holds no secret.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Limit">What keeps the agent from using it all the same; null for nothing.</param>
public sealed record BrokerAnswer(bool Accepted, bool IsProtocol, string Sentence, TimeSpan Took, string? Limit);
