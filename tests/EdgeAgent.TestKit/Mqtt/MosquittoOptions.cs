namespace EdgeAgent.TestKit.Mqtt;

/// <summary>How a test's mosquitto is configured. What is null is mosquitto's own default.</summary>
public sealed record MosquittoOptions
{
    /// <summary>Keeps sessions and queued messages over restarts. Mosquitto writes them when it stops, not when it is killed, unless <see cref="SaveOnChange"/>.</summary>
    public bool Persistence { get; init; }

    /// <summary>Writes them after every change: also a killed broker forgets nothing.</summary>
    public bool SaveOnChange { get; init; }

    /// <summary>Names and passwords; null lets everybody in.</summary>
    public IReadOnlyDictionary<string, string>? Users { get; init; }

    /// <summary>Lines of an access control file.</summary>
    public string? Acl { get; init; }

    /// <summary>The server's certificate; null for plain TCP.</summary>
    public CertificateFiles? Certificate { get; init; }

    /// <summary>The authority whose client certificates are asked for; null asks for none.</summary>
    public string? ClientAuthority { get; init; }

    /// <summary>Largest packet in bytes, told to MQTT 5 clients.</summary>
    public int? MaxPacketSize { get; init; }

    /// <summary>QoS 1 and 2 messages under way to a client, and the receive maximum that MQTT 5 clients are told.</summary>
    public int? MaxInflight { get; init; }

    /// <summary>Messages kept for a client that is away; 0 for no limit.</summary>
    public int? MaxQueued { get; init; }

    /// <summary><c>mqtt</c> or <c>websockets</c>.</summary>
    public string? Protocol { get; init; }

    /// <summary>More lines of the configuration.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];
}
