namespace EdgeAgent.Delivery.Embedded;

/// <summary>How the broker that the agent runs itself is set up.</summary>
public sealed record EmbeddedBrokerOptions
{
    /// <summary>Folder of its configuration and its database; made when it is not there. The agent's alone.</summary>
    public required string Directory { get; init; }

    /// <summary>Port on 127.0.0.1, 0..65535: the next free one is taken when this one is not, any free one for 0.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>Topic prefix, for the sentence that says how to subscribe.</summary>
    public string Prefix { get; init; } = "edge";

    /// <summary>The program; null looks for <c>mosquitto</c> in <c>PATH</c> and where distributions put it.</summary>
    public string? Program { get; init; }

    /// <summary>
    /// Seconds between writes of its database, 1 or more. What it holds for durable subscribers that are away is safe against a power cut only from the next write on;
    /// each write is the whole database, so a short time wears flash.
    /// </summary>
    public int AutosaveSeconds { get; init; } = 300;

    /// <summary>Messages kept for each durable subscriber that is away, 1 or more; later ones are dropped by the broker.</summary>
    public int MaxQueuedMessages { get; init; } = 100_000;

    /// <summary>Bytes kept for each durable subscriber that is away, 1 or more.</summary>
    public long MaxQueuedBytes { get; init; } = 64L << 20;

    /// <summary>Largest packet that it takes, in bytes: 20 (mosquitto's least) or more.</summary>
    public int MaxPacketBytes { get; init; } = 1 << 20;

    /// <summary>Seconds that it gets to save and stop before it is killed.</summary>
    public double StopSeconds { get; init; } = 10;
}
