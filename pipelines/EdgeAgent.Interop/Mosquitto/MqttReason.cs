using System.Globalization;

namespace EdgeAgent.Interop.Mosquitto;

/// <summary>MQTT 5's reason codes (section 2.4). The return codes of an MQTT 3.1.1 CONNACK are given as their MQTT 5 counterparts.</summary>
public static class MqttReason
{
    /// <summary>Done.</summary>
    public const byte Success = 0x00;

    /// <summary>In a DISCONNECT of the client: leave, and let the broker publish the will.</summary>
    public const byte DisconnectWithWill = 0x04;

    /// <summary>The broker took the message, and nobody is subscribed to its topic.</summary>
    public const byte NoMatchingSubscribers = 0x10;

    /// <summary>The broker will not say why.</summary>
    public const byte Unspecified = 0x80;

    /// <summary>The broker does not speak this version of MQTT.</summary>
    public const byte UnsupportedProtocolVersion = 0x84;

    /// <summary>The user name or the password is wrong.</summary>
    public const byte BadUserNameOrPassword = 0x86;

    /// <summary>The broker's rules forbid it.</summary>
    public const byte NotAuthorized = 0x87;

    /// <summary>Another client connected with the same client id.</summary>
    public const byte SessionTakenOver = 0x8E;

    /// <summary>The packet is larger than the receiver takes.</summary>
    public const byte PacketTooLarge = 0x95;

    /// <summary>A limit of the broker is reached.</summary>
    public const byte QuotaExceeded = 0x97;

    /// <summary>The specification's name of a code in lower case, or its number where it has none.</summary>
    /// <param name="reasonCode">The code, from any packet but SUBACK below 0x80.</param>
    public static string Name(byte reasonCode) => reasonCode switch
    {
        0x00 => "success",
        0x04 => "disconnect with will message",
        0x10 => "no matching subscribers",
        0x11 => "no subscription existed",
        0x18 => "continue authentication",
        0x19 => "re-authenticate",
        0x80 => "unspecified error",
        0x81 => "malformed packet",
        0x82 => "protocol error",
        0x83 => "implementation specific error",
        0x84 => "unsupported protocol version",
        0x85 => "client identifier not valid",
        0x86 => "bad user name or password",
        0x87 => "not authorized",
        0x88 => "server unavailable",
        0x89 => "server busy",
        0x8A => "banned",
        0x8B => "server shutting down",
        0x8C => "bad authentication method",
        0x8D => "keep alive timeout",
        0x8E => "session taken over",
        0x8F => "topic filter invalid",
        0x90 => "topic name invalid",
        0x91 => "packet identifier in use",
        0x92 => "packet identifier not found",
        0x93 => "receive maximum exceeded",
        0x94 => "topic alias invalid",
        0x95 => "packet too large",
        0x96 => "message rate too high",
        0x97 => "quota exceeded",
        0x98 => "administrative action",
        0x99 => "payload format invalid",
        0x9A => "retain not supported",
        0x9B => "QoS not supported",
        0x9C => "use another server",
        0x9D => "server moved",
        0x9E => "shared subscriptions not supported",
        0x9F => "connection rate exceeded",
        0xA0 => "maximum connect time",
        0xA1 => "subscription identifiers not supported",
        0xA2 => "wildcard subscriptions not supported",
        _ => string.Create(CultureInfo.InvariantCulture, $"reason 0x{reasonCode:X2}"),
    };

    /// <summary>What a PUBACK (or PUBREC) means for its message. A code that the specification does not foresee there is
    /// <see cref="MqttVerdict.Retryable"/>: what is not understood is not given up.</summary>
    /// <param name="reasonCode">The code; <see cref="NoMatchingSubscribers"/> is a success.</param>
    public static MqttVerdict OfPublish(byte reasonCode) => reasonCode switch
    {
        < 0x80 => MqttVerdict.Success,
        0x87 or 0x90 or 0x95 or 0x99 => MqttVerdict.Permanent,
        _ => MqttVerdict.Retryable,
    };

    /// <summary>What a CONNACK means for the connection: <see cref="MqttVerdict.Permanent"/> where only a change of configuration helps.</summary>
    /// <param name="reasonCode">The code.</param>
    public static MqttVerdict OfConnect(byte reasonCode) => reasonCode switch
    {
        < 0x80 => MqttVerdict.Success,
        0x81 or 0x82 or 0x84 or 0x85 or 0x86 or 0x87 or 0x8A or 0x8C or 0x90 or 0x95 or 0x99 or 0x9A or 0x9B or 0x9D => MqttVerdict.Permanent,
        _ => MqttVerdict.Retryable,
    };

    /// <summary>An MQTT 3.1.1 CONNACK return code (section 3.2.2.3) as its MQTT 5 counterpart.</summary>
    internal static byte OfReturnCode(int returnCode) => returnCode switch
    {
        0 => 0x00,
        1 => 0x84,
        2 => 0x85,
        3 => 0x88,
        4 => 0x86,
        5 => 0x87,
        // 0x84 is libmosquitto's own word for an MQTT 3 CONNACK that answers an MQTT 5 CONNECT.
        >= 0x80 and <= 0xFF => (byte)returnCode,
        _ => 0x80,
    };
}
