using EdgeAgent.Delivery.Budget;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Delivery.Store;
using EdgeAgent.Delivery.Topics;

namespace EdgeAgent.Configuration;

/// <summary>Reads the sections Store, Mqtt and Health.</summary>
internal static class DeliveryReader
{
    private const long MiB = 1024 * 1024;

    private static readonly IReadOnlyList<(string Word, DeliveryOrder Value)> Orders = [("fifo", DeliveryOrder.Fifo), ("live-first", DeliveryOrder.LiveFirst)];

    /// <summary>Reads the sections.</summary>
    /// <param name="root">The whole configuration.</param>
    /// <param name="device">The box.</param>
    /// <param name="stateDirectory">Where the agent keeps what must survive a restart.</param>
    public static DeliverySettings Read(ConfigSection root, string device, string stateDirectory)
    {
        var mqtt = root.Section("Mqtt");
        var prefix = mqtt.Text("Prefix", "edge", "First level of all topics.")!;
        var embedded = mqtt.Flag("Embedded", true, "Runs a broker of the agent's own on loopback when Servers is empty.");
        var port = mqtt.Integer("EmbeddedPort", 1883, 0, 65535, "Port of the agent's own broker; the next free one where it is taken; 0 takes any.");
        var profiles = mqtt.Texts("Profiles", "More forms to publish events in, for subscribers made for other products: birdnet-go, frigate, each with =TOPIC where the usual one does not fit.");
        var topics = Names(mqtt, prefix, device, profiles);
        return new DeliverySettings
        {
            Store = ReadStore(root.Section("Store"), device, Path.Combine(stateDirectory, "store")),
            Mqtt = ReadMqtt(mqtt, device, topics),
            Prefix = prefix,
            EmbeddedPort = embedded ? port : null,
            EmbeddedDirectory = Path.Combine(stateDirectory, "broker"),
            Profiles = profiles,
            HomeAssistant = mqtt.Flag("HomeAssistant", false, "Publishes Home Assistant's discovery document of this box."),
            HealthSeconds = root.Section("Health").Integer("IntervalSeconds", 60, 1, 3600, "Seconds between health messages."),
        };
    }

    private static EventStoreOptions ReadStore(ConfigSection store, string device, string directory) => new()
    {
        Directory = directory,
        Device = device,
        BudgetBytes = MiB * store.Integer("BudgetMB", 512, 8, 1_000_000, "Disk that events may take, MiB. Over it the oldest acknowledged history goes first; what was never sent goes last and is declared."),
        Days = store.Integer("Days", 90, 1, 36_500, "Days of powered time that events are kept."),
        CommitInterval = TimeSpan.FromMilliseconds(store.Integer("CommitMilliseconds", 100, 1, 60_000, "Longest wait of an event for others to be written to disk with, ms.")),
        CommitRecords = store.Integer("CommitRecords", 64, 1, 10_000, "Events that are written together at most before the wait is over."),
        ReserveBytes = MiB * store.Integer("ReserveMB", 4, 0, 1024, "Disk held in reserve, MiB; given up when the disk is full, so that the agent goes on."),
    };

    private static MqttOptions ReadMqtt(ConfigSection mqtt, string device, TopicNames topics)
    {
        var servers = new List<MqttServer>();
        foreach (var text in mqtt.Texts("Servers", "Brokers, host:port, mqtt://host:port or mqtts://host:port; the next one is tried when one fails. Empty: the agent's own."))
        {
            if (MqttServer.TryParse(text, out var server, out var error)) servers.Add(server);
            else mqtt.Problem("Servers", error.TrimEnd('.'));
        }

        var tls = mqtt.Section("Tls");
        var budget = mqtt.Section("Budget");
        var options = new MqttOptions
        {
            Servers = servers,
            StatusTopic = topics.Status,
            ClientId = mqtt.Text("ClientId", $"edge-{device}", "Name at the broker; no two boxes may share one.", "edge- and the box's name")!,
            Order = mqtt.Choice("Order", DeliveryOrder.Fifo, Orders, "fifo: in the order of acceptance. live-first: what happens now before what waited for the link."),
            Window = mqtt.Integer("Window", 100, 1, 1000, "Messages that may wait for the broker's confirmation at once."),
            KeepAliveSeconds = mqtt.Integer("KeepAliveSeconds", 60, 5, 65_535, "Seconds of silence after which the broker is asked whether it is there."),
            SessionExpirySeconds = (uint)mqtt.Integer("SessionExpiryHours", 24, 0, 8760, "Hours that the broker keeps the session after the link is gone.") * 3600,
            WillDelaySeconds = (uint)mqtt.Integer("WillDelaySeconds", 30, 0, 86_400, "Seconds without a link before the broker says that the box is offline."),
            Username = mqtt.Text("Username", null, "User at the broker."),
            PasswordFile = mqtt.Text("PasswordFile", null, "File with the user's password, or the name of a systemd credential."),
            BacklogPerSecond = Limit(mqtt, "BacklogPerSecond", 0, 100_000, "Messages a second of what waited for the link, with live-first; 0 for no limit."),
            Tls = new MqttTls
            {
                CaFile = tls.Text("CaFile", null, "PEM file of the authorities to trust.", "the system's"),
                CertificateFile = tls.Text("CertificateFile", null, "PEM file of the box's certificate."),
                KeyFile = tls.Text("KeyFile", null, "PEM file of the certificate's private key."),
                KeyPasswordFile = tls.Text("KeyPasswordFile", null, "File with the private key's password, or the name of a systemd credential."),
                VerifyHostName = tls.Flag("VerifyHostName", true, "Whether the broker's certificate must name its host."),
            },
            Expiry = new MessageExpiry
            {
                Events = Days(mqtt, "EventExpiryDays", "Days after which an event is not worth delivering; 0: always is."),
                Updates = Days(mqtt, "UpdateExpiryDays", "Days after which an update of an event is not worth delivering; 0: always is."),
            },
            Budget = new BudgetOptions
            {
                MegabytesPerDay = Limit(budget, "MegabytesPerDay", 0, 1_000_000, "MQTT megabytes (10^6 bytes) that any 24 hours may send; 0 for no limit. Near it updates are folded, then events."),
                EventsPerHourPerLabel = budget.Integer("EventsPerHourPerLabel", 0, 0, 1_000_000, "Events an hour of one label of one pipeline; more are folded into a declared storm record; 0 for no limit.") is > 0 and var events ? events : null,
            },
        };
        // What ties keys together is the publisher's to say; without a server of its own there is none to name.
        var whole = servers.Count > 0 ? options : options with { Servers = [new MqttServer("127.0.0.1", 1883, Secure: false)] };
        foreach (var fault in whole.Validate()) mqtt.Fault(fault);
        return options;
    }

    private static TopicNames Names(ConfigSection mqtt, string prefix, string device, IReadOnlyList<string> profiles)
    {
        var fallback = new TopicNames("edge", "box");
        try
        {
            var topics = new TopicNames(prefix, device);
            try
            {
                TopicProfiles.Create(topics, profiles);
            }
            catch (TopicException error)
            {
                mqtt.Problem("Profiles", error.Message);
            }

            return topics;
        }
        catch (TopicException error)
        {
            mqtt.Problem("Prefix", error.Message);
            return fallback;
        }
    }

    private static double? Limit(ConfigSection section, string key, double min, double max, string description) =>
        section.Number(key, 0, min, max, description) is > 0 and var limit ? limit : null;

    private static TimeSpan? Days(ConfigSection section, string key, string description) =>
        section.Number(key, 0, 0, 36_500, description) is > 0 and var days ? TimeSpan.FromDays(days) : null;
}
