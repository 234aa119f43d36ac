using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Topics;

/// <summary>Several profiles, one after the other.</summary>
/// <param name="profiles">In the order in which their publications are sent.</param>
internal sealed class ProfileChain(IReadOnlyList<ITopicProfile> profiles) : ITopicProfile
{
    /// <inheritdoc/>
    public void Compose(OutboxMessage message, bool mqtt5, IList<Publication> into)
    {
        foreach (var profile in profiles) profile.Compose(message, mqtt5, into);
    }
}
