namespace EdgeAgent.TestKit.Mqtt;

/// <summary>MQTT control packet types by number (MQTT 5, 2.1.2).</summary>
public enum MqttPacketType
{
    /// <summary>Not an MQTT packet: what could not be decoded.</summary>
    Malformed = 0,
    Connect = 1,
    ConnAck = 2,
    Publish = 3,
    PubAck = 4,
    PubRec = 5,
    PubRel = 6,
    PubComp = 7,
    Subscribe = 8,
    SubAck = 9,
    Unsubscribe = 10,
    UnsubAck = 11,
    PingReq = 12,
    PingResp = 13,
    Disconnect = 14,
    Auth = 15,
}
