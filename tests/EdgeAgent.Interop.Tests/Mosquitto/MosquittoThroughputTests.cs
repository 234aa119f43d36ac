using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Interop.Tests.Mosquitto;

public sealed class MosquittoThroughputTests
{
    [Fact]
    public async Task Publish_AHundredThousandWithAWindowOfAHundred_AllAreSettled_AndNothingIsAllocated()
    {
        using var broker = await TestBroker.StartAsync("max_inflight_messages 100");
        using var pump = new PumpHandler(warmUp: 5_000, messages: 100_000);
        using var client = new MosquittoClient(new MosquittoOptions { Host = "127.0.0.1", Port = broker.Port, ClientId = "pump", CleanStart = true, SendMaximum = 100 }, pump);
        pump.Client = client;
        client.Start();

        await pump.Done.WaitAsync(TimeSpan.FromMinutes(3));

        Assert.Equal(100, pump.Deepest);
        Assert.Equal(105_000, pump.Settled);
        Assert.Equal(0, client.UnderWay);
        // 100,000 publishes and acknowledgements on the only thread that takes part: less than a byte each. One object each would be 2,400,000 bytes;
        // a collection that other tests cause may charge this thread the rest of its allocation buffer.
        Assert.InRange(pump.Allocated, 0, 99_999);
    }
}
