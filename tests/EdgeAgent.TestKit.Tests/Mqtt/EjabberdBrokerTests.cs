using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.TestKit.Tests.Mqtt;

public sealed class EjabberdBrokerTests
{
    private static readonly string[] Known = ["-u", EjabberdBroker.User, "-P", "any"];

    [Fact]
    public async Task Publish_WithMqtt5_IsKeptForAClientThatIsAway()
    {
        await using var broker = await EjabberdBroker.StartAsync();
        await MosquittoClients.LeaveSessionAsync(broker.Port, "shore", [.. Known, "-V", "5"]);
        await MosquittoClients.PublishAsync(broker.Port, "edge/a", "one", [.. Known, "-D", "publish", "user-property", "lane", "live"]);

        Assert.Equal(["one lane:live"], await MosquittoClients.TakeAsync(broker.Port, "shore", 1, [.. Known, "-V", "5", "-F", "%p %P"]));
    }

    [Fact]
    public async Task Kill_Restart_ServesTheSamePort()
    {
        await using var broker = await EjabberdBroker.StartAsync();
        broker.Kill();
        await MosquittoClients.FailsAsync(broker.Port, Known);
        await broker.RestartAsync();

        await MosquittoClients.PublishAsync(broker.Port, "edge/a", "one", Known);
    }
}
