using System.Diagnostics;
using System.Text;
using System.Text.Json;
using EdgeAgent.Subscriber.Ledger;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>A receiver of another make as a child process, <c>mosquitto_sub</c> or Eclipse Paho for Python, which says a line of JSON for each message; what it says goes into the reference subscriber's ledger.</summary>
internal sealed class ForeignReceiver : IDisposable
{
    // Paho's callbacks of version 1, which version 2 still has.
    private const string Paho = """
        import json, sys
        import paho.mqtt.client as mqtt

        def say(**words):
            print(json.dumps(words), flush=True)

        def connected(client, userdata, flags, reason, properties):
            client.subscribe("edge/#", qos=1)

        def received(client, userdata, message):
            p = message.properties
            say(tst="", topic=message.topic, qos=message.qos, retain=int(message.retain), payload=message.payload.decode(),
                properties={"content-type": getattr(p, "ContentType", None), "payload-format-indicator": getattr(p, "PayloadFormatIndicator", None),
                            "user-properties": [list(pair) for pair in getattr(p, "UserProperty", [])]})

        versions = [mqtt.CallbackAPIVersion.VERSION1] if hasattr(mqtt, "CallbackAPIVersion") else []
        client = mqtt.Client(*versions, client_id="paho", protocol=mqtt.MQTTv5)
        client.on_connect = connected
        client.on_subscribe = lambda *_: say(subscribed=True)
        client.on_message = received
        client.connect(sys.argv[1], int(sys.argv[2]))
        client.loop_forever()
        """;

    private readonly Process _process;
    private readonly Signal _signal = new();
    private readonly DeliveryLedger _ledger;
    private readonly List<JsonElement> _messages = [];
    private readonly StringBuilder _errors = new();
    private readonly Task _reading;
    private bool _isSubscribed;

    private ForeignReceiver(string program, IEnumerable<string> arguments, DeliveryLedger? ledger)
    {
        _ledger = ledger ?? new DeliveryLedger();
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput, Take), ReadAsync(_process.StandardError, line => _errors.AppendLine(line)));
    }

    /// <summary>Messages so far, as they were said.</summary>
    public IReadOnlyList<JsonElement> Messages
    {
        get
        {
            lock (_messages) return [.. _messages];
        }
    }

    public DeliveryReport Report
    {
        get
        {
            lock (_messages) return _ledger.Report();
        }
    }

    /// <summary><c>mosquitto_sub</c> with a session that the broker holds already; a ledger may go on with what an earlier one has got.</summary>
    public static async Task<ForeignReceiver> MosquittoSubAsync(int port, DeliveryLedger? ledger = null, params string[] more)
    {
        await MosquittoClients.LeaveSessionAsync(port, "shore", more);
        return new ForeignReceiver(Programs.Need("mosquitto_sub", "mosquitto-clients"), ["-h", RealBroker.Host, "-p", $"{port}", "-q", "1", "-t", "edge/#", "-i", "shore", "-c", "-F", "%j", .. more], ledger);
    }

    /// <summary>Paho for Python, MQTT 5; skips the calling test where it is not installed.</summary>
    public static async Task<ForeignReceiver> PahoAsync(int port)
    {
        var python = new[] { Programs.Find("python3"), "/usr/bin/python3" }.OfType<string>().Where(File.Exists).FirstOrDefault(HasPaho);
        Assert.SkipUnless(python is not null, "needs Paho for Python (Debian package python3-paho-mqtt), which is not on this machine");
        var receiver = new ForeignReceiver(python!, ["-c", Paho, RealBroker.Host, $"{port}"], null);
        await receiver._signal.UntilAsync(() => Volatile.Read(ref receiver._isSubscribed), () => $"Paho's subscription; it said {receiver._errors}");
        return receiver;
    }

    /// <summary>Waits until everything of the only store up to a sequence has come or is declared.</summary>
    public Task ReachesAsync(long sequence) => _signal.UntilAsync(
        () => Report.Stores is [var store, ..] && store.Last >= sequence && store.MissingCount == 0,
        () => $"message {sequence}; {string.Join(' ', Report.Faults)} {Messages.Count} came; it said {_errors}");

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _reading.Wait(AgentProcess.Patience);
        _process.Dispose();
    }

    /// <summary>The user properties of a message.</summary>
    public static Dictionary<string, string> UserProperties(JsonElement message)
    {
        var properties = message.GetProperty("properties").GetProperty("user-properties");
        // mosquitto_sub says an object, Paho pairs.
        return properties.ValueKind == JsonValueKind.Object
            ? properties.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!, StringComparer.Ordinal)
            : properties.EnumerateArray().ToDictionary(pair => pair[0].GetString()!, pair => pair[1].GetString()!, StringComparer.Ordinal);
    }

    private static bool HasPaho(string python)
    {
        using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import paho.mqtt.client"]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private void Take(string line)
    {
        var message = JsonSerializer.Deserialize<JsonElement>(line);
        if (message.TryGetProperty("subscribed", out _))
        {
            Volatile.Write(ref _isSubscribed, true);
        }
        else
        {
            lock (_messages)
            {
                _messages.Add(message);
                var lane = message.TryGetProperty("properties", out var properties) && properties.TryGetProperty("user-properties", out _) ? UserProperties(message).GetValueOrDefault("lane") : null;
                _ledger.Take(message.GetProperty("topic").GetString()!, Encoding.UTF8.GetBytes(message.GetProperty("payload").GetString()!), lane, duplicate: false, TimeProvider.System.GetUtcNow());
            }
        }

        _signal.Raise();
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> take)
    {
        while (await reader.ReadLineAsync() is { } line) take(line);
    }
}
