namespace EdgeAgent.Delivery.Mqtt;

/// <summary>How one packet is sent: what the broker's limits and this moment make of a publication.</summary>
/// <param name="Qos">0 or 1.</param>
/// <param name="Retain">Whether the broker is to keep it.</param>
/// <param name="Alias">The topic alias; 0 for none.</param>
/// <param name="SendTopic">Whether the topic's text is sent.</param>
/// <param name="ExpirySeconds">Seconds that the message is still worth keeping; null for ever.</param>
internal readonly record struct PacketForm(int Qos, bool Retain, int Alias, bool SendTopic, uint? ExpirySeconds);
