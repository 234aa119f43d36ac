namespace EdgeAgent.TestKit.Mqtt;

/// <summary>Mosquitto's own clients, <c>mosquitto_pub</c> and <c>mosquitto_sub</c>; MQTT 5 unless told otherwise for publishing, 3.1.1 for subscribing.</summary>
public static class MosquittoClients
{
    private static readonly string[] Five = ["-V", "5"];

    /// <summary>Publishes and waits for the acknowledgement.</summary>
    public static Task PublishAsync(int port, string topic, string payload, params string[] more) =>
        Programs.RunAsync(Programs.Need("mosquitto_pub", "mosquitto-clients"), ["-h", RealBroker.Host, "-p", $"{port}", "-q", "1", "-t", topic, "-m", payload, .. more.Contains("-V") ? [] : Five, .. more]);

    /// <summary>Publishes each line as a message of a lane, in order, and waits for all acknowledgements.</summary>
    public static Task PublishLinesAsync(int port, string topic, string lane, IEnumerable<string> lines) =>
        Programs.RunAsync(Programs.Need("mosquitto_pub", "mosquitto-clients"),
            ["-h", RealBroker.Host, "-p", $"{port}", "-q", "1", .. Five, "-t", topic, "-D", "publish", "user-property", "lane", lane, "-l"], string.Join('\n', lines) + "\n");

    /// <summary>Publishes and expects the client to fail; gives what it said.</summary>
    public static async Task<string> FailsAsync(int port, params string[] more) =>
        (await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => PublishAsync(port, "edge/t", "x", more))).Message;

    /// <summary>Subscribes with a session of its own and gives so many payloads, a line each.</summary>
    public static async Task<string[]> TakeAsync(int port, string clientId, int count, params string[] more)
    {
        var text = await Programs.RunAsync(Programs.Need("mosquitto_sub", "mosquitto-clients"), ["-h", RealBroker.Host, "-p", $"{port}", "-q", "1", "-t", "edge/#", "-i", clientId, "-c", "-C", $"{count}", .. more]);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Leaves a session at the broker that keeps messages for a client that is away.</summary>
    public static Task LeaveSessionAsync(int port, string clientId, params string[] more) =>
        Programs.RunAsync(Programs.Need("mosquitto_sub", "mosquitto-clients"), ["-h", RealBroker.Host, "-p", $"{port}", "-q", "1", "-t", "edge/#", "-i", clientId, "-c", "-E", .. more]);
}
