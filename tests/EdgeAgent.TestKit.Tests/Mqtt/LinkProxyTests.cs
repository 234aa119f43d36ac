using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.TestKit.Tests.Mqtt;

public sealed class LinkProxyTests
{
    private static readonly byte[] TenBytes = [0x30, 8, 0, 1, (byte)'t', 0, 1, 2, 3, 4];

    [Fact]
    public async Task Link_WithoutFaults_CarriesEverything()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var link = LinkProxy.Start(broker.Port);
        await MosquittoClients.LeaveSessionAsync(link.Port, "shore");
        await MosquittoClients.PublishAsync(link.Port, "edge/a", new string('x', 100_000));

        Assert.Equal([new string('x', 100_000)], await MosquittoClients.TakeAsync(link.Port, "shore", 1));
        Assert.Equal((3, 0), (link.Accepted, link.Cuts));
        Assert.InRange(link.BytesUp, 100_000, 101_000);
        Assert.InRange(link.BytesDown, 100_000, 101_000);
    }

    [Fact]
    public async Task Cut_InPacket_ForwardsHalfOfItAndResets()
    {
        await using var broker = ScriptedBroker.Start();
        await using var link = LinkProxy.Start(broker.Port, FaultPlan.Of(new LinkFault(LinkFaultKind.CutInPacket, RawClient.Connect5.Length + 12)));
        using var client = await RawClient.ConnectAsync(link.Port, [.. RawClient.Connect5, .. TenBytes, .. TenBytes, .. TenBytes]);

        await broker.EndedAsync(1);
        Assert.Single(broker.Publishes);
        Assert.Equal(["the connection ended in the middle of a packet, 5 bytes of it"], broker.ProtocolErrors);
        Assert.Equal((1, RawClient.Connect5.Length + 15), (link.Cuts, link.BytesUp));
        await ResetAsync(client);
    }

    [Fact]
    public async Task Cut_AtByte_ForwardsExactlyThatMany()
    {
        await using var broker = ScriptedBroker.Start();
        await using var link = LinkProxy.Start(broker.Port, FaultPlan.Of(new LinkFault(LinkFaultKind.Cut, 7)));
        using var client = await RawClient.ConnectAsync(link.Port, RawClient.Connect5);

        await broker.EndedAsync(1);
        Assert.Equal(7, link.BytesUp);
        // Only the first connection meets the fault.
        await MosquittoClients.PublishAsync(link.Port, "edge/a", "one");
    }

    [Fact]
    public async Task DropsToClient_Publish_ArrivesAndTheAcknowledgementDoesNot()
    {
        await using var broker = ScriptedBroker.Start();
        await using var link = LinkProxy.Start(broker.Port);
        using var client = await RawClient.ConnectAsync(link.Port, RawClient.Connect5);
        await client.ReadAsync(5);
        link.Conditions = new LinkConditions { DropsToClient = true };
        await client.SendAsync(0x32, 6, 0, 1, (byte)'t', 0, 1, 0);
        await broker.PublishesAsync(1);
        broker.CloseConnections();

        Assert.Empty(await client.ReadAsync(1));
    }

    [Fact]
    public async Task Cut_Now_ResetsEveryConnection()
    {
        await using var broker = ScriptedBroker.Start();
        await using var link = LinkProxy.Start(broker.Port);
        using var client = await RawClient.ConnectAsync(link.Port, RawClient.Connect5);
        await client.ReadAsync(5);
        link.Cut();

        await ResetAsync(client);
        await broker.EndedAsync(1);
    }

    [Fact]
    public async Task Stall_UntilFlow_HoldsEverythingBack()
    {
        await using var broker = ScriptedBroker.Start();
        await using var link = LinkProxy.Start(broker.Port);
        using var client = await RawClient.ConnectAsync(link.Port, RawClient.Connect5);
        await client.ReadAsync(5);
        link.Stall();
        await client.SendAsync(TenBytes);
        using (var direct = await RawClient.ConnectAsync(broker.Port, [.. RawClient.Connect5, .. TenBytes])) await broker.PublishesAsync(1);
        Assert.Equal(1, broker.Publishes[0].Connection);
        link.Flow();

        Assert.Equal(0, (await broker.PublishesAsync(2))[1].Connection);
    }

    [Fact]
    public async Task Refuse_UntilAccept_RefusesNewConnectionsOnly()
    {
        await using var broker = ScriptedBroker.Start();
        await using var link = LinkProxy.Start(broker.Port);
        using var old = await RawClient.ConnectAsync(link.Port, RawClient.Connect5);
        await old.ReadAsync(5);
        await link.RefuseAsync();
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => RawClient.ConnectAsync(link.Port));
        await old.SendAsync(TenBytes);
        await broker.PublishesAsync(1);
        link.Accept();

        await MosquittoClients.PublishAsync(link.Port, "edge/a", "one");
    }

    [Fact]
    public async Task BlackHole_Connection_IsAcceptedAndReachesNobody()
    {
        await using var broker = ScriptedBroker.Start();
        await using var link = LinkProxy.Start(broker.Port);
        link.Conditions = new LinkConditions { IsBlackHole = true };
        using var client = await RawClient.ConnectAsync(link.Port, RawClient.Connect5);
        await link.UntilAsync(l => l.Accepted == 1, "a connection");
        link.Conditions = new LinkConditions();
        await MosquittoClients.PublishAsync(link.Port, "edge/a", "one");

        Assert.Single(broker.Connects);
    }

    [Fact]
    public async Task Conditions_Delay_TakesThatLongEachWay()
    {
        var time = new ManualTime();
        await using var broker = ScriptedBroker.Start();
        await using var link = LinkProxy.Start(broker.Port, time: time);
        link.Conditions = new LinkConditions { Delay = TimeSpan.FromMilliseconds(50) };
        using var client = await RawClient.ConnectAsync(link.Port, RawClient.Connect5);

        Assert.Equal(TimeSpan.FromMilliseconds(50), await time.ElapseAsync());
        await broker.ConnectsAsync(1);
        Assert.Equal(TimeSpan.FromMilliseconds(50), await time.ElapseAsync());
        Assert.Equal(5, (await client.ReadAsync(5)).Length);
    }

    [Fact]
    public async Task Conditions_Bandwidth_TakesTheBytesOwnTime()
    {
        var time = new ManualTime();
        await using var broker = ScriptedBroker.Start();
        await using var link = LinkProxy.Start(broker.Port, time: time);
        link.Conditions = new LinkConditions { BytesPerSecond = 8 };
        using var client = await RawClient.ConnectAsync(link.Port, RawClient.Connect5);

        Assert.Equal(TimeSpan.FromSeconds(2), await time.ElapseAsync());
        await broker.ConnectsAsync(1);
    }

    [Fact]
    public async Task Stall_OfThePlan_EndsAfterItsTime()
    {
        var time = new ManualTime();
        await using var broker = ScriptedBroker.Start();
        await using var link = LinkProxy.Start(broker.Port, FaultPlan.Of(new LinkFault(LinkFaultKind.Stall, 3, TimeSpan.FromSeconds(9))), time);
        using var client = await RawClient.ConnectAsync(link.Port, RawClient.Connect5);

        Assert.Equal(TimeSpan.FromSeconds(9), await time.ElapseAsync());
        await broker.ConnectsAsync(1);
    }

    [Fact]
    public void Seeded_SameSeed_IsTheSamePlan()
    {
        static LinkFault[] Faults(int seed) => [.. Enumerable.Range(0, 200).Select(connection => FaultPlan.Seeded(seed, 1000, TimeSpan.FromSeconds(1)).For(connection)!.Value)];

        Assert.Equal(Faults(7), Faults(7));
        Assert.NotEqual(Faults(7), Faults(8));
        Assert.Equal(4, Faults(7).Select(fault => fault.Kind).Distinct().Count());
        Assert.InRange(Faults(7).Average(fault => fault.AtByte), 700, 1300);
    }

    private static async Task ResetAsync(RawClient client)
    {
        try
        {
            while ((await client.ReadAsync(100)).Length > 0)
            {
                // What came before the cut.
            }

            Assert.Fail("the connection ended without a reset");
        }
        catch (IOException)
        {
            // Reset.
        }
    }
}
