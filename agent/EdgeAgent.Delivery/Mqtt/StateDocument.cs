namespace EdgeAgent.Delivery.Mqtt;

/// <summary>A retained document: the newest of its topic.</summary>
internal sealed class StateDocument(string topic)
{
    /// <summary>The topic.</summary>
    public string Topic { get; } = topic;

    /// <summary>The newest content.</summary>
    public ReadOnlyMemory<byte> Payload { get; set; }

    /// <summary>Counts contents, from 1.</summary>
    public long Version { get; set; }

    /// <summary>The version that is on its way or was confirmed on this connection; 0 for none.</summary>
    public long SentVersion { get; set; }

    /// <summary>When it was sent last, on any connection; null for never.</summary>
    public long? SentAt { get; set; }

    /// <summary>Not to be sent before; after a refusal for a passing reason.</summary>
    public long NotBefore { get; set; }
}
