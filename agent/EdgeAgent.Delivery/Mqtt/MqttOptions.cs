using EdgeAgent.Delivery.Budget;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>Where and how messages are published. Holds no secret: passwords are named by their files.</summary>
public sealed record MqttOptions
{
    /// <summary>The brokers, in order of preference; the next one is tried when one fails. Not empty.</summary>
    public required IReadOnlyList<MqttServer> Servers { get; init; }

    /// <summary>The retained topic that says <c>online</c> or <c>offline</c>.</summary>
    public required string StatusTopic { get; init; }

    /// <summary>The name at the broker, unique there; for a box, <c>edge-{device}</c>.</summary>
    public required string ClientId { get; init; }

    /// <summary>Order of first deliveries.</summary>
    public DeliveryOrder Order { get; init; } = DeliveryOrder.Fifo;

    /// <summary>Packets that may wait for the broker's confirmation, 1 … 1000. The broker's own limit lowers it.</summary>
    public int Window { get; init; } = 100;

    /// <summary>Seconds of silence after which the broker is asked whether it is there, 5 … 65535.</summary>
    public int KeepAliveSeconds { get; init; } = 60;

    /// <summary>Seconds that the broker keeps the session after the link is gone; MQTT 5.</summary>
    public uint SessionExpirySeconds { get; init; } = 86_400;

    /// <summary>Seconds that the broker waits before it says <c>offline</c>; longer than a usual blip of the link. MQTT 5.</summary>
    public uint WillDelaySeconds { get; init; } = 30;

    /// <summary>Encryption for servers that are <see cref="MqttServer.Secure"/>.</summary>
    public MqttTls Tls { get; init; } = new();

    /// <summary>The user; null for none.</summary>
    public string? Username { get; init; }

    /// <summary>The file that holds the user's password: a path, or the name of a credential in <c>$CREDENTIALS_DIRECTORY</c>. Read at each connect, so that it can be renewed. Null for none.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>How long messages are worth delivering.</summary>
    public MessageExpiry Expiry { get; init; } = new();

    /// <summary>Messages a second of the time before the connection, ≥ 0.1; null for no limit.</summary>
    public double? BacklogPerSecond { get; init; }

    /// <summary>Shortest ceiling of the wait between attempts to connect, seconds, &gt; 0. The wait is drawn evenly between zero and a ceiling that doubles.</summary>
    public double BackoffMinSeconds { get; init; } = 1;

    /// <summary>Longest ceiling of the wait, seconds.</summary>
    public double BackoffMaxSeconds { get; init; } = 300;

    /// <summary>Seconds without any confirmation, though some are due, after which the connection is made anew, ≥ 1.
    /// What the largest packet on its way takes at 1 kB/s comes on top, so that a thin link (at least 1 kB/s is assumed) gets every packet through.</summary>
    public double StallSeconds { get; init; } = 30;

    /// <summary>Refusals for passing reasons, other than a full quota, after which a message is put to the dead letters, ≥ 1.</summary>
    public int RetryLimit { get; init; } = 16;

    /// <summary>Whether a broker may be used that confirms nothing (its maximum QoS is 0). Then a message counts as delivered when it is written, and what is on the way when a link breaks is lost.</summary>
    public bool AllowUnconfirmed { get; init; }

    /// <summary>Where a consumer of the retained documents says <c>online</c> once it has started (Home Assistant: <c>homeassistant/status</c>); all of them are then sent again. Null listens to nobody.</summary>
    public string? BirthTopic { get; init; }

    /// <summary>What a metered link may cost.</summary>
    public BudgetOptions Budget { get; init; } = new();

    /// <summary>Every fault of these options, each naming its key and what would be right; empty when they can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (Servers.Count == 0) faults.Add("Mqtt:Servers is empty; name at least one broker, for example mqtt://broker.example:1883.");
        Check(StatusTopic.Length > 0 && StatusTopic.AsSpan().IndexOfAny("+#\0") < 0, "Mqtt:StatusTopic must be a topic name without wildcards.");
        Check(BirthTopic is null || (BirthTopic.Length > 0 && BirthTopic.AsSpan().IndexOfAny("+#\0") < 0), "Mqtt:BirthTopic must be a topic name without wildcards.");
        Check(ClientId.Length is > 0 and <= 256, "Mqtt:ClientId must have 1 to 256 characters.");
        Check(Window is >= 1 and <= 1000, "Mqtt:Window must be 1 to 1000.");
        Check(KeepAliveSeconds is >= 5 and <= 65535, "Mqtt:KeepAliveSeconds must be 5 to 65535.");
        Check(BacklogPerSecond is null or >= 0.1, "Mqtt:BacklogPerSecond must be at least 0.1, or null for no limit.");
        Check(BackoffMinSeconds > 0 && BackoffMaxSeconds >= BackoffMinSeconds, "Mqtt:BackoffMinSeconds must be over 0 and not over Mqtt:BackoffMaxSeconds.");
        Check(StallSeconds >= 1, "Mqtt:StallSeconds must be at least 1.");
        Check(RetryLimit >= 1, "Mqtt:RetryLimit must be at least 1.");
        Check(Tls.CertificateFile is null == (Tls.KeyFile is null), "Mqtt:Tls:CertificateFile and Mqtt:Tls:KeyFile go together.");
        Check(Username is not null || PasswordFile is null, "Mqtt:PasswordFile needs Mqtt:Username.");
        Check(Budget.MegabytesPerDay is null or >= 0.1, "Mqtt:Budget:MegabytesPerDay must be at least 0.1, or null for no limit.");
        Check(Budget.EventsPerHourPerLabel is null or >= 1, "Mqtt:Budget:EventsPerHourPerLabel must be at least 1, or null for no limit.");
        return faults;

        void Check(bool right, string fault)
        {
            if (!right) faults.Add(fault);
        }
    }
}
