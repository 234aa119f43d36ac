using System.Net;
using System.Net.Sockets;
using System.Text;
using EdgeAgent.Delivery.Budget;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Interop.Mosquitto;
using EdgeAgent.TestKit.Mqtt;
using MosquittoOptions = EdgeAgent.TestKit.Mqtt.MosquittoOptions;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>How the publisher connects, and what it does when a broker will not have it.</summary>
public sealed class ConnectTests
{
    [Fact]
    public async Task Connect_Mqtt5_SaysWhoItIsAndLeavesAWill()
    {
        await using var broker = ScriptedBroker.Start();
        await using (var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { KeepAliveSeconds = 17, SessionExpirySeconds = 1234, WillDelaySeconds = 45 }))
            await broker.PublishesAsync(1);

        var connect = Assert.Single(broker.Connects);
        Assert.Equal(5, connect.Version);
        Assert.Equal("edge-buoy-7", connect.ClientId);
        Assert.False(connect.CleanStart);
        Assert.Equal(17, connect.KeepAlive);
        Assert.Equal(1234u, connect.Properties.SessionExpiry);
        Assert.Equal("edge/buoy-7/status", connect.Will!.Topic);
        Assert.True(connect.Will.Retain);
        Assert.Equal(45u, connect.Will.Properties.WillDelay);
        Assert.Equal("""{"status":"offline"}""", Encoding.UTF8.GetString(connect.Will.Payload));
        Assert.Equal(["""{"status":"online"}""", """{"status":"offline"}"""], broker.Publishes.Select(packet => packet.Text));
        Assert.All(broker.Publishes, packet => Assert.True(packet.Retain));
        Assert.Equal(0, Assert.Single(broker.Received.OfType<DisconnectPacket>()).Reason);
        Assert.Empty(broker.ProtocolErrors);
    }

    [Fact]
    public async Task Connect_EachConnection_BeginsWithTheBirth()
    {
        await using var broker = ScriptedBroker.Start();
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port));
        run.Publisher.Post("edge/buoy-7/models/humpback", "{}"u8.ToArray());
        for (var i = 1; i <= 3; i++)
        {
            await broker.PublishesAsync(2 * i);
            broker.CloseConnections();
        }

        await broker.PublishesAsync(8);
        Assert.All(broker.Publishes.GroupBy(packet => packet.Connection), connection => Assert.Equal(["edge/buoy-7/status", "edge/buoy-7/models/humpback"], connection.Select(packet => packet.Topic)));
    }

    [Theory]
    [InlineData(0x80, "unspecified error")]
    [InlineData(0x81, "malformed packet")]
    [InlineData(0x83, "implementation specific error")]
    [InlineData(0x85, "client identifier not valid")]
    [InlineData(0x86, "user name or password")]
    [InlineData(0x87, "not authorized")]
    [InlineData(0x88, "server unavailable")]
    [InlineData(0x89, "server busy")]
    [InlineData(0x8A, "banned")]
    [InlineData(0x97, "quota exceeded")]
    [InlineData(0x9F, "connection rate exceeded")]
    public async Task ConnAck_Refused_IsSaidAndTriedAgain(byte code, string words)
    {
        var refusals = 0;
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = _ => ++refusals <= 2 ? ConnectReply.Refuse(code) : ConnectReply.Accept() });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 3);
        await run.SettledAsync();

        Assert.Equal(3, broker.Connects.Count);
        Assert.All(broker.Connects, connect => Assert.Equal(5, connect.Version));
        Assert.Equal(2, run.Log.Lines.Count(line => line.Contains(words, StringComparison.OrdinalIgnoreCase) && line.Contains("Next attempt in", StringComparison.Ordinal)));
        Assert.Contains(words, run.Health.LastError, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task ConnAck_OldBroker_IsSpokenToInItsVersion() => await FallsBackAsync(ConnectReply.RefuseAsVersion4(), [5, 4], [4]);

    [Fact]
    public async Task ConnAck_UnsupportedVersion_FallsBack() => await FallsBackAsync(ConnectReply.Refuse(0x84), [5, 4], [4]);

    [Fact]
    public async Task ConnAck_CloseWithoutAWord_FallsBackAfterThreeAndAsksAgain() => await FallsBackAsync(ConnectReply.Close, [5, 5, 5, 4], [5, 4]);

    [Fact]
    public async Task ConnAck_LostOnce_StaysWithMqtt5()
    {
        var lost = 0;
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = _ => lost++ == 0 ? ConnectReply.Close : ConnectReply.Accept() });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 3);
        await run.SettledAsync();

        Assert.Equal([5, 5], broker.Connects.Select(connect => connect.Version));
        Assert.Equal("5", run.Health.Protocol);
    }

    [Fact]
    public async Task ConnAck_Garbage_IsSurvived()
    {
        var garbage = 0;
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = _ => garbage++ < 3 ? ConnectReply.Garbage(0xF7, 0x02, 0xFF, 0xFF, 0x20, 0x00) : ConnectReply.Accept() });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 3);
        await run.SettledAsync();
    }

    [Fact]
    public async Task Mqtt311_WrongPasswordCode_IsSaid()
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = connect => connect.Version == 5 ? ConnectReply.RefuseAsVersion4() : ConnectReply.Refuse(4) });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port));
        await run.UntilAsync(health => health.LastError?.Contains("password", StringComparison.OrdinalIgnoreCase) == true, "a word about the password");
    }

    [Fact]
    public async Task Servers_FirstIsAway_NextIsUsed()
    {
        await using var broker = ScriptedBroker.Start();
        await using var run = PublisherRun.Start(PublisherRun.To(FreePort.Next(), broker.Port), 3);
        await run.SettledAsync();

        Assert.Equal($"mqtt://127.0.0.1:{broker.Port}", run.Health.Server);
    }

    [Fact]
    public async Task Servers_ConnectedOneGoesAway_NextTakesOver()
    {
        var first = ScriptedBroker.Start();
        await using var second = ScriptedBroker.Start();
        await using var run = PublisherRun.Start(PublisherRun.To(first.Port, second.Port), 3);
        await run.SettledAsync();
        await first.DisposeAsync();
        run.Outbox.Accept();
        await run.SettledAsync();

        Assert.Equal([4L], second.Messages().Select(Packets.Sequence));
    }

    [Theory]
    [InlineData(0x9C)]
    [InlineData(0x9D)]
    public async Task ServerReference_InConnAck_IsFollowed(byte code)
    {
        await using var other = ScriptedBroker.Start();
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = _ => ConnectReply.Refuse(code, new MqttProperties { ServerReference = $"127.0.0.1:{other.Port}" }) });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 3);
        await run.SettledAsync();

        Assert.Single(broker.Connects);
        Assert.Equal(3, other.Messages().Count);
    }

    [Fact]
    public async Task Disconnect_UseAnotherServer_NextOfTheListTakesOver()
    {
        await using var other = ScriptedBroker.Start();
        await using var broker = ScriptedBroker.Start(new BrokerScript { Publish = packet => packet.IsMessage() ? PublishReply.Disconnect(0x9C) : PublishReply.Ack() });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port, other.Port), 3);
        await run.SettledAsync();

        Assert.Equal(3, other.Messages().Count);
    }

    /// <summary>Every reason that a server may give in a DISCONNECT (MQTT 5, section 3.14.2.1).</summary>
    public static TheoryData<byte> Reasons => [0x00, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8D, 0x8E, 0x8F, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Disconnect_AnyReason_IsSaidCountedAndNothingIsLost(byte code)
    {
        var said = 0;
        await using var broker = ScriptedBroker.Start(new BrokerScript { Publish = packet => packet.IsMessage() && packet.Sequence() == 3 && said++ == 0 ? PublishReply.Disconnect(code) : PublishReply.Ack() });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 10);
        await run.SettledAsync();

        Assert.Equal(10, run.Outbox.Count(Settlement.Acknowledged));
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), broker.Messages().Select(Packets.Sequence).Distinct());
        Assert.Equal(1, run.Health.Reconnects);
        var words = code == 0 ? "ended the connection." : $"ended the connection: {MqttReason.Name(code)}";
        Assert.Contains(words, run.Health.LastError, StringComparison.Ordinal);
        Assert.Empty(broker.ProtocolErrors);
    }

    [Fact]
    public async Task ServerReference_InACircle_IsLeft()
    {
        // Two brokers point at each other for ever; the third server of the list is reached all the same.
        ScriptedBroker? b = null;
        await using var a = ScriptedBroker.Start(new BrokerScript { Connect = _ => ConnectReply.Refuse(0x9C, new MqttProperties { ServerReference = $"127.0.0.1:{b!.Port}" }) });
        await using var circle = b = ScriptedBroker.Start(new BrokerScript { Connect = _ => ConnectReply.Refuse(0x9C, new MqttProperties { ServerReference = $"127.0.0.1:{a.Port}" }) });
        await using var good = ScriptedBroker.Start();
        await using var run = PublisherRun.Start(PublisherRun.To(a.Port, good.Port), 3);
        await run.SettledAsync();

        Assert.InRange(a.Connects.Count + b.Connects.Count, 2, 8);
    }

    [Fact]
    public async Task Password_WrongThenRenewed_IsReadAgain()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { Users = new Dictionary<string, string> { ["buoy"] = "Tr0ub4dor" } });
        using var folder = new TemporaryFolder();
        var file = folder.Write("password", "4llw3ndung\n"u8);
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { Username = "buoy", PasswordFile = file }, 3);
        await run.UntilAsync(health => health.LastError is not null, "a refusal");
        Assert.Contains("not authorized", run.Health.LastError, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(3, run.Health.Pending);

        folder.Write("password", "Tr0ub4dor\n"u8);
        await run.SettledAsync();
        Assert.DoesNotContain(run.Log.Lines, line => line.Contains("Tr0ub4dor", StringComparison.Ordinal) || line.Contains("4llw3ndung", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Password_FileIsMissing_IsSaidAndReadWhenItComes()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { Users = new Dictionary<string, string> { ["buoy"] = "Tr0ub4dor" } });
        using var folder = new TemporaryFolder();
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { Username = "buoy", PasswordFile = folder["password"] }, 3);
        await run.UntilAsync(health => health.LastError is not null, "a word about the file");
        Assert.Equal($"Mqtt:PasswordFile names {folder["password"]}, which can't be read (there is no such file); put the password there, readable for the agent's user only.", run.Health.LastError);

        folder.Write("password", "Tr0ub4dor"u8);
        await run.SettledAsync();
    }

    [Fact]
    public async Task Stop_WhileNothingListens_EndsAtOnce()
    {
        await using var run = PublisherRun.Start(PublisherRun.To(FreePort.Next()) with { BackoffMinSeconds = 300, BackoffMaxSeconds = 300 }, 3);
        await run.UntilAsync(health => health.LastError is not null, "a failed attempt");
        await run.Publisher.StopAsync(AgentProcess.Patience);

        Assert.Equal(MqttState.Stopped, run.Health.State);
        Assert.Equal(3, run.Health.Pending);
    }

    [Fact]
    public async Task Stop_WhileTheBrokerIsSilent_Ends()
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = _ => ConnectReply.Silence });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 3);
        await broker.ConnectsAsync(1);
        await run.Publisher.StopAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(MqttState.Stopped, run.Health.State);
    }

    [Fact]
    public async Task Stop_WhileTheSystemConnects_DoesNotWaitForTheDrain()
    {
        // A full queue of connections that nobody takes: the system's connect hangs.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var sockets = Enumerable.Range(0, 4).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToArray();
        foreach (var socket in sockets)
        {
            using var enough = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
            try { await socket.ConnectAsync(listener.LocalEndPoint!, enough.Token); }
            catch (OperationCanceledException) { }
        }

        await using var run = PublisherRun.Start(PublisherRun.To(((IPEndPoint)listener.LocalEndPoint!).Port), 3);
        await run.UntilAsync(health => health.State == MqttState.Connecting, "an attempt");
        await run.Publisher.StopAsync(TimeSpan.FromHours(1)).WaitAsync(AgentProcess.Patience, TestContext.Current.CancellationToken);
        foreach (var socket in sockets) socket.Dispose();

        Assert.Equal(MqttState.Stopped, run.Health.State);
    }

    [Fact]
    public async Task Stop_WithFoldedMessages_DeclaresThem()
    {
        await using var broker = ScriptedBroker.Start();
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { Budget = new BudgetOptions { EventsPerHourPerLabel = 1 } }, 20);
        await run.UntilAsync(health => health.Folded == 19 && health.Acknowledged == 1, "19 folded");
        Assert.Equal(0, run.Outbox.DeclaredMessages);
        await run.Publisher.StopAsync(TimeSpan.Zero);

        Assert.Equal(19, run.Outbox.DeclaredMessages);
    }

    [Fact]
    public async Task Stop_BrokerConfirmsNothing_EndsAtTheDeadlineAndKeepsEverything()
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Publish = _ => PublishReply.Nothing });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 3);
        await broker.PublishesAsync(4);
        await run.Publisher.StopAsync(TimeSpan.FromSeconds(1));
        await broker.EndedAsync(1);

        Assert.Equal(3, run.Health.Pending);
        Assert.Equal("""{"status":"offline"}""", broker.Publishes[^1].Text);
        Assert.Single(broker.Received.OfType<DisconnectPacket>());
    }

    [Fact]
    public void Options_BadOnes_AreAllSaid()
    {
        var options = PublisherRun.To() with { Window = 0, KeepAliveSeconds = 1, ClientId = "", PasswordFile = "x", BackoffMaxSeconds = 0.01, BacklogPerSecond = 0, Tls = new MqttTls { KeyFile = "k" } };
        Assert.Equal(7, options.Validate().Count(fault => fault.StartsWith("Mqtt:", StringComparison.Ordinal)) - 1);
        var error = Assert.Throws<ArgumentException>(() => new PublisherRun(options));
        Assert.Contains("Mqtt:Window must be 1 to 1000.", error.Message, StringComparison.Ordinal);
    }

    private static async Task FallsBackAsync(ConnectReply toMqtt5, int[] versions, int[] then)
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = connect => connect.Version == 5 ? toMqtt5 : ConnectReply.Accept() });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 3);
        await run.SettledAsync();
        Assert.Equal("3.1.1", run.Health.Protocol);
        Assert.Equal(versions, broker.Connects.Select(connect => connect.Version));
        Assert.All(broker.Messages(), packet => Assert.Contains("\"specversion\":\"1.0\"", packet.Text, StringComparison.Ordinal));
        Assert.Equal([1L, 2L, 3L], broker.Messages().Select(Packets.Sequence));

        // What it said that it speaks is remembered.
        broker.CloseConnections();
        run.Outbox.Accept();
        await run.SettledAsync();
        Assert.Equal([.. versions, .. then], broker.Connects.Select(connect => connect.Version));
        Assert.Equal(Settlement.Acknowledged, run.Outbox.Row(4).Outcome);
        Assert.Empty(broker.ProtocolErrors);
    }
}
