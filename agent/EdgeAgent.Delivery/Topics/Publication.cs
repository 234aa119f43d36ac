namespace EdgeAgent.Delivery.Topics;

/// <summary>One PUBLISH as a broker is to get it. The same message composed again for the same protocol gives the same bytes.</summary>
/// <param name="Topic">Topic name, valid for publishing (<see cref="TopicNames"/>), at most 65,535 bytes of UTF-8. The same text object for the same topic wherever it is cached, so a topic alias may be keyed by reference or by value.</param>
/// <param name="Payload">What is published; UTF-8 text, so the payload format indicator of MQTT 5 is 1. May be the message's own memory.</param>
/// <param name="ContentType">MQTT 5 content type; not sent on 3.1.1.</param>
/// <param name="Retain">Whether the broker keeps it for later subscribers.</param>
/// <param name="Qos">0 or 1. A message is settled when every publication of QoS 1 that came from it is acknowledged.</param>
/// <param name="UserProperties">MQTT 5 user properties in their order; empty on 3.1.1. Must not be changed.</param>
public sealed record Publication(
    string Topic,
    ReadOnlyMemory<byte> Payload,
    string ContentType,
    bool Retain,
    int Qos,
    IReadOnlyList<KeyValuePair<string, string>> UserProperties);
