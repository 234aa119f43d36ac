namespace EdgeAgent.TestKit.Mqtt;

/// <summary>How a scripted broker behaves. The delegates are called one at a time, in the order of the packets of a connection.</summary>
public sealed record BrokerScript
{
    /// <summary>What it does with a CONNECT; by default it lets everybody in.</summary>
    public Func<ConnectPacket, ConnectReply> Connect { get; init; } = _ => ConnectReply.Accept();

    /// <summary>What it does with a PUBLISH; by default it acknowledges at once.</summary>
    public Func<PublishPacket, PublishReply> Publish { get; init; } = _ => PublishReply.Ack();

    /// <summary>Why it refuses a topic filter, from 0x80; null grants it, as it does by default.</summary>
    public Func<string, byte?> Subscribe { get; init; } = _ => null;
}
