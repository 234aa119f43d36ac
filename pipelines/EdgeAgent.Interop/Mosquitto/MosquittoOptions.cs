namespace EdgeAgent.Interop.Mosquitto;

/// <summary>Where a client connects, as whom, and within which limits. No text that is made of it holds a secret.</summary>
public sealed class MosquittoOptions
{
    /// <summary>A host name or an address.</summary>
    public required string Host { get; init; }

    /// <summary>1 … 65535; 1883 is MQTT's own, 8883 MQTT over TLS.</summary>
    public required int Port { get; init; }

    /// <summary>The version of MQTT.</summary>
    public MqttProtocol Protocol { get; init; } = MqttProtocol.V5;

    /// <summary>The client's name at the broker; null for one that the broker makes up, which takes <see cref="CleanStart"/>.</summary>
    public string? ClientId { get; init; }

    /// <summary>Whether the broker forgets what it holds for this client id. With MQTT 3.1.1 this is "clean session" and holds for the end as well.</summary>
    public bool CleanStart { get; init; }

    /// <summary>Seconds that the broker keeps the session after the connection ends; MQTT 5 only, 0 for not at all, <see cref="uint.MaxValue"/> for ever.</summary>
    public uint SessionExpirySeconds { get; init; }

    /// <summary>Seconds of silence after which the broker is asked whether it is there; silence twice as long ends the connection. 5 … 65535, or 0 for never.</summary>
    public int KeepAliveSeconds { get; init; } = 60;

    /// <summary>The user; null for none.</summary>
    public string? Username { get; init; }

    /// <summary>The user's password, UTF-8 without a zero byte; null for none.</summary>
    public ReadOnlyMemory<byte>? Password { get; init; }

    /// <summary>Encryption; null for none.</summary>
    public MosquittoTls? Tls { get; init; }

    /// <summary>The will; null for none.</summary>
    public MosquittoWill? Will { get; init; }

    /// <summary>Publishes that are under way at most, 1 … 65535: QoS 1 and 2 until acknowledged, QoS 0 until written. The broker's own limit lowers it.
    /// libmosquitto walks a list as long as this at each acknowledgement; some hundreds are plenty.</summary>
    public int SendMaximum { get; init; } = 100;

    /// <summary>Messages of QoS 1 and 2 that the broker may have under way to this client, 1 … 65535; MQTT 5 only.</summary>
    public int ReceiveMaximum { get; init; } = 100;

    /// <summary>The largest packet in bytes that the broker may send; MQTT 5 only, null for no limit.</summary>
    public uint? MaximumPacketSize { get; init; }

    /// <summary>The local address that the connection leaves from; null for any.</summary>
    public string? BindAddress { get; init; }

    /// <summary>Host and port, e.g. <c>broker.example:8883</c>.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
