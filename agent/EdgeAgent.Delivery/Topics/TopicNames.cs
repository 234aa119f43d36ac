namespace EdgeAgent.Delivery.Topics;

/// <summary>The topics of one device.</summary>
public sealed class TopicNames
{
}
