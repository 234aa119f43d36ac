using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.TestKit.Tests.Mqtt;

public sealed class NatsBrokerTests
{
    [Fact]
    public async Task Kill_WithASession_KeepsWhatWasAcknowledged()
    {
        await using var broker = await NatsBroker.StartAsync();
        await MosquittoClients.LeaveSessionAsync(broker.Port, "shore");
        await MosquittoClients.PublishAsync(broker.Port, "edge/a", "one", "-V", "311");
        broker.Kill();
        await broker.RestartAsync();

        Assert.Equal(["one"], await MosquittoClients.TakeAsync(broker.Port, "shore", 1));
    }

    [Fact]
    public async Task Connect_WithMqtt5_IsRefused()
    {
        await using var broker = await NatsBroker.StartAsync();

        await MosquittoClients.FailsAsync(broker.Port);
    }
}
