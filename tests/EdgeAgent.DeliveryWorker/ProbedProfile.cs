using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Topics;

namespace EdgeAgent.DeliveryWorker;

/// <summary>A topic profile, with the moment before a message is sent told to the kill switch.</summary>
internal sealed class ProbedProfile(ITopicProfile profile, KillSwitch kill) : ITopicProfile
{
    public void Compose(OutboxMessage message, bool mqtt5, IList<Publication> into)
    {
        profile.Compose(message, mqtt5, into);
        kill.Reached("Compose");
    }
}
