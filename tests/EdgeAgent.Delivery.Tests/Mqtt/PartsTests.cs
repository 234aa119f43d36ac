using EdgeAgent.Delivery.Budget;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Tests.Budget;
using EdgeAgent.Delivery.Topics;
using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>The publisher's small parts on their own.</summary>
public sealed class PartsTests
{
    [Theory]
    [InlineData("broker", "mqtt://broker:1883")]
    [InlineData("broker:1884", "mqtt://broker:1884")]
    [InlineData("mqtt://broker.example", "mqtt://broker.example:1883")]
    [InlineData("mqtts://broker.example", "mqtts://broker.example:8883")]
    [InlineData("MQTTS://broker.example:443/", "mqtts://broker.example:443")]
    [InlineData("[2001:db8::1]:1883", "mqtt://[2001:db8::1]:1883")]
    [InlineData("2001:db8::1", "mqtt://[2001:db8::1]:1883")]
    [InlineData("mqtts://[::1]", "mqtts://[::1]:8883")]
    public void Server_Text_IsRead(string text, string server)
    {
        Assert.True(MqttServer.TryParse(text, out var parsed, out _));
        Assert.Equal(server, parsed.ToString());
        Assert.True(MqttServer.TryParse(parsed.ToString(), out var again, out _));
        Assert.Equal(parsed, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("mqtt://")]
    [InlineData("broker:")]
    [InlineData("broker:0")]
    [InlineData("broker:65536")]
    [InlineData("broker:port")]
    [InlineData("http://broker")]
    [InlineData("bro ker")]
    public void Server_BadText_IsRefusedWithTheRemedy(string text)
    {
        Assert.False(MqttServer.TryParse(text, out _, out var error));
        Assert.EndsWith("is no MQTT server; write host:port, mqtt://host:port or mqtts://host:port with a port of 1 to 65535.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mqtt://user:s3cr3t@broker")]
    [InlineData("mqtts://user:s3cr3t@broker:8883")]
    [InlineData("user:s3cr3t@broker")]
    [InlineData("mqtt://user:s3c@r3t@broker")]
    public void Server_TextWithAPassword_IsRefusedAndNotEchoed(string text)
    {
        Assert.False(MqttServer.TryParse(text, out _, out var error));
        Assert.DoesNotContain("3c", error, StringComparison.Ordinal);
        Assert.DoesNotContain("user:", error, StringComparison.Ordinal);
        Assert.Contains("Mqtt:Username and Mqtt:PasswordFile", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Window_LargePacketOnAThinLink_HasTheTimeThatItTakes()
    {
        var time = new ManualTime();
        var options = PublisherRun.To(1);
        var window = new PacketWindow(options, new ByteBudget(null, new MemoryOutbox(time), time), new Suspects(options, time), new MqttCounters(), time);
        window.Begin(new CountingLink(), new MosquittoConnected { SendWindow = 10 });
        window.Send(new Publication("gaps", new byte[60_000], "application/json", false, 1, []), null, default);
        time.Advance(TimeSpan.FromSeconds(85));
        Assert.False(window.IsStalled);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(window.IsStalled);

        // Once it is through, a small one has no more than the usual.
        Assert.True(window.TryAnswer(1, out _));
        window.Send(new Publication("gaps", new byte[100], "application/json", false, 1, []), null, default);
        time.Advance(TimeSpan.FromSeconds(32));
        Assert.True(window.IsStalled);
    }

    [Fact]
    public void Refusals_StoreIsReplaced_AreForgottenBeforeTheNextCounts()
    {
        var outbox = new MemoryOutbox(new ManualTime());
        var refusals = new Refusals(outbox);
        var message = new OutboxMessage { Lane = Lane.Fifo, Key = 7, Sequence = 7, StoreId = "5f0e7c1e", Kind = MessageKind.Close, Pipeline = "reef", Id = "e", Revision = 0, Payload = default, AgeSeconds = 0 };
        Assert.Equal(1, refusals.Add(message));
        Assert.Equal(2, refusals.Add(message));
        outbox.StoreId = "9a3bd041";
        Assert.False(refusals.Contains(message));
        Assert.Equal(1, refusals.Add(message with { StoreId = "9a3bd041" }));
        refusals.Save();
        Assert.Equal("9a3bd041:7", outbox.Recall(Refusals.Note));
    }

    [Fact]
    public void Backoff_Failures_DoubleTheCeilingUpToItsEnd()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(300), () => 0.5);
        var waits = Enumerable.Range(0, 12).Select(_ => backoff.Next().TotalSeconds).ToArray();
        Assert.Equal([0.5, 1, 2, 4, 8, 16, 32, 64, 128, 150, 150, 150], waits);
        backoff.Reset();
        Assert.Equal(0.5, backoff.Next().TotalSeconds);
    }

    [Fact]
    public void Aliases_BusyTopic_TakesThePlaceOfAQuietOne()
    {
        var aliases = new TopicAliases(1);
        Use("quiet");
        var texts = 0;
        for (var i = 0; i < 50; i++) texts += Use("busy") ? 1 : 0;
        Assert.InRange(texts, 2, 12);
        Assert.True(Use("quiet"));
        Assert.False(Use("busy"));

        bool Use(string topic)
        {
            var (alias, sendTopic) = aliases.Plan(topic);
            aliases.Sent(topic, alias);
            return sendTopic;
        }
    }

    [Fact]
    public void Servers_OldProtocol_IsRememberedForAWhile()
    {
        var time = new ManualTime();
        var server = new MqttServer("broker", 1883, false);
        var ring = new ServerRing([server], time);
        Assert.Equal(MqttProtocol.V5, ring.Next().Protocol);
        Assert.True(ring.Failed(ring.Next(), Refused(0x84), lasted: false));
        Assert.Equal(MqttProtocol.V311, ring.Next().Protocol);
        ring.Accepted(ring.Next());
        ring.Failed(ring.Next(), new MosquittoClosed { Cause = MosquittoCloseCause.ConnectionLost, Message = "", WasConnected = true }, lasted: true);
        Assert.Equal(MqttProtocol.V311, ring.Next().Protocol);

        time.Advance(TimeSpan.FromHours(7));
        Assert.Equal(MqttProtocol.V5, ring.Next().Protocol);
    }

    [Fact]
    public void Servers_HangUpWhereMqtt5Worked_NeverFallsBack()
    {
        var ring = new ServerRing([new MqttServer("broker", 1883, false)], new ManualTime());
        ring.Accepted(ring.Next());
        for (var i = 0; i < 10; i++)
        {
            Assert.False(ring.Failed(ring.Next(), HungUp, lasted: false));
            Assert.Equal(MqttProtocol.V5, ring.Next().Protocol);
        }
    }

    [Fact]
    public void Servers_HangUpsWithoutAWord_FallBackAfterThreeAndAskAgain()
    {
        var ring = new ServerRing([new MqttServer("broker", 1883, false)], new ManualTime());
        Assert.False(ring.Failed(ring.Next(), HungUp, lasted: false));
        Assert.False(ring.Failed(ring.Next(), HungUp, lasted: false));
        // An answer in between: they are no longer in a row.
        Assert.False(ring.Failed(ring.Next(), Refused(0x88), lasted: false));
        Assert.False(ring.Failed(ring.Next(), HungUp, lasted: false));
        Assert.False(ring.Failed(ring.Next(), HungUp, lasted: false));
        Assert.Equal(MqttProtocol.V5, ring.Next().Protocol);
        Assert.True(ring.Failed(ring.Next(), HungUp, lasted: false));
        Assert.Equal(MqttProtocol.V311, ring.Next().Protocol);

        ring.Accepted(ring.Next());
        ring.Failed(new Target(new MqttServer("broker", 1883, false), MqttProtocol.V311), HungUp with { WasConnected = true }, lasted: true);
        Assert.Equal(MqttProtocol.V5, ring.Next().Protocol);
    }

    [Fact]
    public void Servers_SecureOne_NeverRefersToAPlainOne()
    {
        var ring = new ServerRing([new MqttServer("a", 8883, true), new MqttServer("b", 8883, true)], new ManualTime());
        Assert.False(ring.Failed(ring.Next(), Refused(0x9C) with { ServerReference = "mqtt://evil:1883" }, lasted: false));
        Assert.Equal("mqtts://b:8883", ring.Next().Server.ToString());
        Assert.True(ring.Failed(ring.Next(), Refused(0x9C) with { ServerReference = "c:8884" }, lasted: false));
        Assert.Equal("mqtts://c:8884", ring.Next().Server.ToString());
    }

    [Fact]
    public void Pace_SlowAnswers_ShrinkTheBacklogsWindowAndFastOnesOpenIt()
    {
        var time = new ManualTime();
        var pace = new BacklogPace(null, bounded: true, time);
        Assert.True(pace.Allows(7));
        Assert.False(pace.Allows(8));
        for (var i = 0; i < 92; i++) pace.Answered(time.GetTimestamp());
        Assert.True(pace.Allows(99));

        for (var i = 0; i < 10; i++)
        {
            var sent = time.GetTimestamp();
            time.Advance(TimeSpan.FromSeconds(3));
            // All that was on its way together counts once.
            for (var n = 0; n < 20; n++) pace.Answered(sent);
        }

        Assert.True(pace.Allows(0));
        Assert.False(pace.Allows(1));
    }

    private static MosquittoClosed HungUp => new() { Cause = MosquittoCloseCause.ConnectionLost, Message = "hung up" };

    private static MosquittoClosed Refused(byte code) => new() { Cause = MosquittoCloseCause.Refused, ReasonCode = code, Message = "refused" };
}
