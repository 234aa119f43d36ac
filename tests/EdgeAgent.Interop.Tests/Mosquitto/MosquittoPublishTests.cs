using System.Text;
using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Interop.Tests.Mosquitto;

public sealed class MosquittoPublishTests
{
    [Theory]
    [InlineData(MqttProtocol.V5, 0)]
    [InlineData(MqttProtocol.V5, 1)]
    [InlineData(MqttProtocol.V5, 2)]
    [InlineData(MqttProtocol.V311, 0)]
    [InlineData(MqttProtocol.V311, 1)]
    [InlineData(MqttProtocol.V311, 2)]
    public async Task Publish_ToASubscriber_ArrivesAndIsAcknowledged(MqttProtocol protocol, int qos)
    {
        using var broker = await TestBroker.StartAsync();
        var (heard, handler) = (new RecordingHandler(), new RecordingHandler());
        using var subscriber = await ConnectedAsync(broker, heard, "subscriber");
        Assert.Equal(MosquittoSendResult.Sent, subscriber.Subscribe("edge/#", 2, out var subscription));
        Assert.Equal((subscription, (byte)2), await heard.SubscribedAsync());
        using var client = await ConnectedAsync(broker, handler, "publisher", protocol);

        Assert.Equal(MosquittoSendResult.Sent, client.Publish("edge/buoy-7/ö"u8, "payload"u8, qos, retain: false, null, out var id));
        Assert.Equal(1, client.UnderWay);
        client.Wake();

        Assert.Equal((id, MqttReason.Success, null), await handler.PublishedAsync());
        Assert.Equal(0, client.UnderWay);
        var message = await heard.MessageAsync();
        Assert.Equal(("edge/buoy-7/ö", "payload", qos, false), (message.Topic, Encoding.UTF8.GetString(message.Payload), message.Qos, message.Retain));
        Assert.Empty(message.UserProperties);

        Assert.Equal(MosquittoSendResult.Sent, subscriber.Unsubscribe("edge/#", out var end));
        Assert.Equal(end, await heard.UnsubscribedAsync());
    }

    [Fact]
    public async Task Publish_WithProperties_SubscriberSeesAll()
    {
        using var broker = await TestBroker.StartAsync();
        var (heard, handler) = (new RecordingHandler(), new RecordingHandler());
        using var subscriber = await ConnectedAsync(broker, heard, "subscriber");
        subscriber.Subscribe("a", 1, out _);
        await heard.SubscribedAsync();
        using var client = await ConnectedAsync(broker, handler, "publisher");
        using var properties = new MosquittoProperties();
        var value = new string('w', 1000);
        for (var round = 0; round < 2; round++)
        {
            properties.Clear();
            properties.SetMessageExpiry(3600);
            properties.SetContentType("application/json"u8);
            properties.SetPayloadIsText();
            properties.SetResponseTopic("answers/here"u8);
            properties.SetCorrelationData([1, 0, 255]);
            properties.AddUserProperty("specversion"u8, "1.0"u8);
            properties.AddUserProperty("label", "Rüsselwal");
            properties.AddUserProperty("label", "");
            properties.AddUserProperty("long", value);

            Assert.Equal(MosquittoSendResult.Sent, client.Publish("a"u8, "{}"u8, 1, false, properties, out _));
            client.Wake();

            var message = await heard.MessageAsync();
            Assert.Equal(("application/json", "answers/here", true), (message.ContentType, message.ResponseTopic, message.IsText));
            Assert.Equal([1, 0, 255], message.Correlation!);
            Assert.InRange(message.Expiry!.Value, 3500u, 3600u);
            Assert.Equal([new("specversion", "1.0"), new("label", "Rüsselwal"), new("label", ""), new("long", value)], message.UserProperties);
        }
    }

    [Fact]
    public async Task Publish_NobodySubscribed_SaysSo()
    {
        using var broker = await TestBroker.StartAsync();
        var handler = new RecordingHandler();
        using var client = await ConnectedAsync(broker, handler, "publisher");

        client.Publish("nobody/listens"u8, "x"u8, 1, false, null, out var id);
        client.Wake();

        Assert.Equal((id, MqttReason.NoMatchingSubscribers, null), await handler.PublishedAsync());
        Assert.Equal(MqttVerdict.Success, MqttReason.OfPublish(MqttReason.NoMatchingSubscribers));
    }

    [Fact]
    public async Task Publish_NotAuthorized_IsAPermanentReason()
    {
        using var folder = new TemporaryFolder();
        var rules = folder.Write("acl", "topic read edge/#\ntopic readwrite open/#\n"u8);
        using var broker = await TestBroker.StartAsync([$"acl_file {rules}"], ["allow_anonymous true"]);
        var handler = new RecordingHandler();
        using var client = await ConnectedAsync(broker, handler, "publisher");

        client.Publish("edge/closed"u8, "x"u8, 1, false, null, out var id);
        client.Wake();

        Assert.Equal((id, MqttReason.NotAuthorized, null), await handler.PublishedAsync());
        Assert.Equal(MqttVerdict.Permanent, MqttReason.OfPublish(MqttReason.NotAuthorized));
    }

    [Theory]
    [InlineData(MqttProtocol.V5, 1)]
    [InlineData(MqttProtocol.V5, 0)]
    public async Task Publish_OneByteOverTheBrokersLimit_IsTooLarge_AndTheLimitItselfArrives(MqttProtocol protocol, int qos)
    {
        const int limit = 2000;
        using var broker = await TestBroker.StartAsync($"max_packet_size {limit}");
        var handler = new RecordingHandler();
        using var client = await ConnectedAsync(broker, handler, "publisher", protocol);
        Assert.Equal((uint)limit, (await handler.ConnectedAsync()).MaximumPacketSize);
        using var properties = new MosquittoProperties();
        properties.AddUserProperty("id", new string('i', 200));
        // Fixed header 1 + 2, topic 2 + 5, message id 2, properties 2 + their length.
        var room = limit - 3 - 7 - (qos > 0 ? 2 : 0) - 2 - properties.EncodedLength;

        Assert.Equal(MosquittoSendResult.TooLarge, client.Publish("topic"u8, new byte[room + 1], qos, false, properties, out var none));
        Assert.Equal((0, 0), (none, client.UnderWay));
        Assert.Equal(MosquittoSendResult.Sent, client.Publish("topic"u8, new byte[room], qos, false, properties, out var id));
        client.Wake();

        Assert.Equal(id, (await handler.PublishedAsync()).Id);
        await broker.UntilLogAsync($"({room} bytes)");
    }

    [Fact]
    public async Task Publish_WindowOfThree_TheFourthWaits()
    {
        using var broker = await TestBroker.StartAsync("max_inflight_messages 3");
        var handler = new RecordingHandler();
        using var client = await ConnectedAsync(broker, handler, "publisher");
        var limits = await handler.ConnectedAsync();
        Assert.Equal(3, limits.SendWindow);
        Assert.Equal(3, limits.ReceiveMaximum);

        // All four from within one OnIdle: no acknowledgement can come between.
        var results = new TaskCompletionSource<MosquittoSendResult[]>();
        handler.Idle = () =>
        {
            handler.Idle = null;
            results.TrySetResult([.. Enumerable.Range(0, 4).Select(_ => client.Publish("t"u8, "x"u8, 1, false, null, out var _))]);
        };
        client.Wake();

        Assert.Equal([MosquittoSendResult.Sent, MosquittoSendResult.Sent, MosquittoSendResult.Sent, MosquittoSendResult.WindowFull], await results.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        for (var i = 0; i < 3; i++) await handler.PublishedAsync();
        Assert.Equal(MosquittoSendResult.Sent, client.Publish("t"u8, "x"u8, 1, false, null, out _));
    }

    [Fact]
    public async Task Publish_TopicAlias_StandsForTheTopic()
    {
        using var broker = await TestBroker.StartAsync();
        var (heard, handler) = (new RecordingHandler(), new RecordingHandler());
        using var subscriber = await ConnectedAsync(broker, heard, "subscriber");
        subscriber.Subscribe("a/long/topic", 1, out _);
        await heard.SubscribedAsync();
        using var client = await ConnectedAsync(broker, handler, "publisher");
        var highest = (await handler.ConnectedAsync()).TopicAliasMaximum;
        Assert.InRange(highest, 1, ushort.MaxValue);
        using var properties = new MosquittoProperties();
        properties.SetTopicAlias(1);

        Assert.Equal(MosquittoSendResult.Sent, client.Publish("a/long/topic"u8, "first"u8, 1, false, properties, out _));
        Assert.Equal(MosquittoSendResult.Sent, client.Publish(""u8, "second"u8, 1, false, properties, out _));
        client.Wake();

        Assert.Equal(("a/long/topic", "first"), Said(await heard.MessageAsync()));
        Assert.Equal(("a/long/topic", "second"), Said(await heard.MessageAsync()));
        properties.Clear();
        properties.SetTopicAlias((ushort)(highest + 1));
        Assert.Equal(MosquittoSendResult.NotSupported, client.Publish("a"u8, "x"u8, 1, false, properties, out _));
    }

    [Fact]
    public async Task Publish_WhatTheBrokerCannot_IsSaidInsteadOfChanged()
    {
        using var broker = await TestBroker.StartAsync(["retain_available false"], ["allow_anonymous true", "max_qos 1"]);
        var handler = new RecordingHandler();
        using var client = await ConnectedAsync(broker, handler, "publisher");
        var limits = await handler.ConnectedAsync();

        Assert.Equal((false, 1), (limits.RetainAvailable, limits.MaximumQos));
        Assert.Equal(MosquittoSendResult.NotSupported, client.Publish("t"u8, "x"u8, 1, retain: true, null, out _));
        Assert.Equal(MosquittoSendResult.NotSupported, client.Publish("t"u8, "x"u8, 2, false, null, out _));
        Assert.Equal(MosquittoSendResult.Sent, client.Publish("t"u8, "x"u8, 1, false, null, out _));
    }

    [Fact]
    public async Task Publish_PropertiesOnV311_AreNotSupported_ButAnEmptyListIsNone()
    {
        using var broker = await TestBroker.StartAsync();
        var handler = new RecordingHandler();
        using var client = await ConnectedAsync(broker, handler, "publisher", MqttProtocol.V311);
        using var properties = new MosquittoProperties();

        Assert.Equal(MosquittoSendResult.Sent, client.Publish("t"u8, "x"u8, 1, false, properties, out _));
        properties.SetMessageExpiry(1);
        Assert.Equal(MosquittoSendResult.NotSupported, client.Publish("t"u8, "x"u8, 1, false, properties, out _));
    }

    [Theory]
    [InlineData("a/#")]
    [InlineData("a/+/b")]
    [InlineData("")]
    [InlineData("zero\0byte")]
    [InlineData("control\u0001")]
    public async Task Publish_BadTopic_IsMalformed_AndTheConnectionLives(string topic)
    {
        using var broker = await TestBroker.StartAsync();
        var handler = new RecordingHandler();
        using var client = await ConnectedAsync(broker, handler, "publisher");

        Assert.Equal(MosquittoSendResult.Malformed, client.Publish(Encoding.UTF8.GetBytes(topic), "x"u8, 1, false, null, out _));
        Assert.Equal(MosquittoSendResult.Malformed, client.Publish([0xC3, 0x28], "x"u8, 1, false, null, out _));
        Assert.Equal(MosquittoSendResult.Malformed, client.Publish(new byte[70_000], "x"u8, 1, false, null, out _));
        Assert.Equal(MosquittoSendResult.Malformed, client.Subscribe("a/#/b", 1, out _));
        Assert.Equal(0, client.UnderWay);
        Assert.Equal(MosquittoSendResult.Sent, client.Publish("t"u8, "x"u8, 1, false, null, out var id));
        client.Wake();
        Assert.Equal(id, (await handler.PublishedAsync()).Id);
    }

    [Fact]
    public async Task Publish_BadProperty_IsMalformed_UntilTheListIsCleared()
    {
        using var broker = await TestBroker.StartAsync();
        var handler = new RecordingHandler();
        using var client = await ConnectedAsync(broker, handler, "publisher");
        using var properties = new MosquittoProperties();
        Action[] faults =
        [
            () => properties.AddUserProperty("name"u8, [0xFF]),
            () => properties.AddUserProperty("name", "control\u0001"),
            () => properties.AddUserProperty("zero\0"u8, "x"u8),
            () => properties.AddUserProperty(new byte[70_000], "x"u8),
            () => properties.SetContentType([0xC3, 0x28]),
            () => properties.SetCorrelationData(new byte[70_000]),
            () => properties.SetTopicAlias(0),
            () => { properties.SetMessageExpiry(1); properties.SetMessageExpiry(2); },
        ];

        foreach (var fault in faults)
        {
            properties.Clear();
            fault();
            Assert.Equal(MosquittoSendResult.Malformed, client.Publish("t"u8, "x"u8, 1, false, properties, out _));
        }

        properties.Clear();
        Assert.Equal(MosquittoSendResult.Sent, client.Publish("t"u8, "x"u8, 1, false, properties, out _));
    }

    [Fact]
    public async Task Publish_TwiceAroundTheNumbers_NoneIsGivenWhileUnderWay()
    {
        using var broker = await TestBroker.StartAsync("max_inflight_messages 500");
        var handler = new RecordingHandler();
        using var client = await ConnectedAsync(broker, handler, "publisher", sendMaximum: 500);
        const int messages = 140_000; // Twice around.
        var (given, settled, used) = (0, 0, new bool[65536]);
        var done = new TaskCompletionSource();
        handler.Idle = () =>
        {
            while (given < messages && client.Publish("n"u8, "x"u8, 1, false, null, out var id) == MosquittoSendResult.Sent)
            {
                if (used[id]) done.TrySetException(new InvalidOperationException($"{id} is under way twice"));
                used[id] = true;
                given++;
            }
        };
        handler.Settled = id =>
        {
            used[id] = false;
            if (++settled == messages) done.TrySetResult();
        };
        client.Wake();

        await done.Task.WaitAsync(TimeSpan.FromSeconds(120));
        Assert.Equal(0, client.UnderWay);
    }

    private static (string Topic, string Payload) Said(ReceivedMessage message) => (message.Topic, Encoding.UTF8.GetString(message.Payload));

    private static async Task<MosquittoClient> ConnectedAsync(TestBroker broker, RecordingHandler handler, string id, MqttProtocol protocol = MqttProtocol.V5, int sendMaximum = 100)
    {
        var client = new MosquittoClient(new MosquittoOptions { Host = "127.0.0.1", Port = broker.Port, ClientId = id, Protocol = protocol, CleanStart = true, SendMaximum = sendMaximum }, handler);
        client.Start();
        await handler.ConnectedAsync();
        return client;
    }
}
