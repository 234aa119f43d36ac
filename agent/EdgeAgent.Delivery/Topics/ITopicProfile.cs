using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Topics;

/// <summary>Turns a message into what subscribers of one kind expect. Pure but for a bounded cache of topics; called by one publisher at a time.</summary>
public interface ITopicProfile
{
    /// <summary>Adds what is to be published for a message; a profile that has no form for it adds nothing.</summary>
    /// <param name="message">The message.</param>
    /// <param name="mqtt5">Whether the connection speaks MQTT 5; on 3.1.1 attributes travel in the payload, if at all.</param>
    /// <param name="into">Where publications are added, in the order in which they are to be sent.</param>
    /// <exception cref="TopicException">The message has no valid topic: it can never be published and belongs to the dead letters.</exception>
    void Compose(OutboxMessage message, bool mqtt5, IList<Publication> into);
}
