namespace EdgeAgent.Interop.Mosquitto;

/// <summary>The message that the broker publishes when the client goes away without a DISCONNECT.</summary>
public sealed class MosquittoWill
{
    /// <summary>A topic name: no wildcards, at most 65535 bytes of UTF-8.</summary>
    public required string Topic { get; init; }

    /// <summary>At most 65535 bytes.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>0, 1 or 2.</summary>
    public int Qos { get; init; } = 1;

    /// <summary>Whether the broker keeps it for subscribers to come.</summary>
    public bool Retain { get; init; }

    /// <summary>Seconds that the broker waits before it publishes, and forgets it when the client is back. Sent with MQTT 5 only; 0 for at once.</summary>
    public uint DelaySeconds { get; init; }

    /// <summary>The payload's media type, sent with MQTT 5 only; null for none.</summary>
    public string? ContentType { get; init; }
}
