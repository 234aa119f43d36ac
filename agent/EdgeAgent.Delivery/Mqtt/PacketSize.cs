using System.Text;
using EdgeAgent.Delivery.Topics;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>Bytes of MQTT packets as they are on the wire (MQTT 5, section 2.1.4, 2.2.2 and 3.x). TCP and TLS are not in them.</summary>
internal static class PacketSize
{
    /// <summary>PUBACK with success, as short as the specification allows.</summary>
    public const int Acknowledgement = 4;

    /// <summary>PINGREQ and PINGRESP.</summary>
    public const int Ping = 4;

    /// <summary>DISCONNECT without properties.</summary>
    public const int Disconnect = 2;

    /// <summary>A PUBLISH.</summary>
    /// <param name="publication">What is published.</param>
    /// <param name="mqtt5">Whether it has properties.</param>
    /// <param name="qos">0 or 1.</param>
    /// <param name="topicSent">Whether the topic's text is in it.</param>
    /// <param name="aliased">Whether it carries a topic alias.</param>
    /// <param name="expires">Whether it carries an expiry.</param>
    public static int Publish(Publication publication, bool mqtt5, int qos, bool topicSent, bool aliased, bool expires)
    {
        var rest = 2 + (topicSent ? Encoding.UTF8.GetByteCount(publication.Topic) : 0) + (qos > 0 ? 2 : 0) + publication.Payload.Length;
        if (mqtt5)
        {
            // Payload format indicator 2, expiry 5, alias 3, then text with a length of two bytes each.
            var properties = 2 + (expires ? 5 : 0) + (aliased ? 3 : 0) + 3 + Encoding.UTF8.GetByteCount(publication.ContentType);
            var user = publication.UserProperties;
            for (var i = 0; i < user.Count; i++) properties += 5 + Encoding.UTF8.GetByteCount(user[i].Key) + Encoding.UTF8.GetByteCount(user[i].Value);
            rest += Length(properties) + properties;
        }

        return 1 + Length(rest) + rest;
    }

    /// <summary>A SUBSCRIBE to one topic, and the SUBACK that answers it without properties.</summary>
    public static (int Sent, int Received) Subscribe(string topic, bool mqtt5)
    {
        var rest = 2 + (mqtt5 ? 1 : 0) + 2 + Encoding.UTF8.GetByteCount(topic) + 1;
        return (1 + Length(rest) + rest, mqtt5 ? 6 : 5);
    }

    /// <summary>A CONNECT with its will, and the CONNACK that answers it without properties.</summary>
    public static int Connect(MqttOptions options, bool mqtt5, int passwordBytes, int willBytes)
    {
        // Protocol name, level, flags, keep-alive; session expiry 5 and receive maximum 3; will delay 5, payload format 2, content type.
        var rest = 10 + Text(options.ClientId) + Text(options.StatusTopic) + 2 + willBytes + (options.Username is { } user ? Text(user) + 2 + passwordBytes : 0);
        if (mqtt5) rest += 1 + 8 + 1 + 5 + 2 + 3 + "application/json".Length;
        return 1 + Length(rest) + rest + (mqtt5 ? 5 : 4);

        static int Text(string text) => 2 + Encoding.UTF8.GetByteCount(text);
    }

    /// <summary>Bytes of a variable byte integer.</summary>
    public static int Length(int value) => value switch { < 128 => 1, < 16_384 => 2, < 2_097_152 => 3, _ => 4 };
}
