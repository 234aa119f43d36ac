using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>What a packet is about: a message, a retained document or a subscription. Known again on the next connection, when it is sent once more.</summary>
/// <param name="Name">The message's store, the document's topic, or the topic filter.</param>
/// <param name="Number">The message's key, negative in lane <see cref="Lane.Aside"/>, which numbers its rows itself; 0 for a document.</param>
internal readonly record struct PacketSubject(string Name, long Number)
{
    /// <summary>A message.</summary>
    public static PacketSubject Of(OutboxMessage message) => new(message.StoreId, message.Lane == Lane.Aside ? -message.Key : message.Key);

    /// <summary>A retained document, the status among them.</summary>
    public static PacketSubject Document(string topic) => new(topic, 0);

    /// <summary>A subscription.</summary>
    public static PacketSubject Subscription(string filter) => new(filter, long.MinValue);

    /// <summary>Whether it is a message.</summary>
    public bool IsMessage => Number is not (0 or long.MinValue);

    /// <inheritdoc/>
    public override string ToString() => Number switch
    {
        0 => $"the document at {Name}",
        long.MinValue => $"the subscription to {Name}",
        < 0 => $"a message in lane aside (row {-Number})",
        _ => $"message {Number}",
    };
}
