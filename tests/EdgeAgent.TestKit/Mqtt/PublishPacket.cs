using System.Text;

namespace EdgeAgent.TestKit.Mqtt;

/// <summary>A PUBLISH.</summary>
public sealed record PublishPacket() : MqttPacket(MqttPacketType.Publish)
{
    /// <summary>The topic, also where only an alias was sent.</summary>
    public required string Topic { get; init; }

    public required byte[] Payload { get; init; }

    public required int Qos { get; init; }

    public bool Retain { get; init; }

    public bool Duplicate { get; init; }

    /// <summary>0 at QoS 0.</summary>
    public ushort Id { get; init; }

    /// <summary>True when the packet carried the topic's text.</summary>
    public bool TopicSent { get; init; } = true;

    public MqttProperties Properties { get; init; } = MqttProperties.None;

    /// <summary>The payload as text.</summary>
    public string Text => Encoding.UTF8.GetString(Payload);
}
