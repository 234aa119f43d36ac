using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Topics;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeAgent.Delivery.Tests.Topics;

/// <summary>Against CloudEvents 1.0.2: its MQTT protocol binding, its JSON format and its context attributes.</summary>
public sealed class NativeProfileTests
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly ITopicProfile Profile = TopicProfiles.Create(new TopicNames("edge", "buoy-7"), []);

    private static Publication Compose(OutboxMessage message, bool mqtt5, ITopicProfile? profile = null)
    {
        var publications = new List<Publication>();
        (profile ?? Profile).Compose(message, mqtt5, publications);
        return Assert.Single(publications);
    }

    private static OutboxMessage WithTrace(string json)
    {
        var message = Sample.Of(Sample.Event(EventState.Open, 0));
        return message with { Payload = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(message.Payload.Span)[..^1] + "," + json + "}") };
    }

    [Fact]
    public void Compose_OpenOnMqtt5_IsBinaryMode()
    {
        var message = Sample.Of(Sample.Event(EventState.Open, 0));
        var sent = Compose(message, mqtt5: true);

        Assert.Equal("edge/buoy-7/events/reef-north/humpback", sent.Topic);
        Assert.Equal("application/json", sent.ContentType);
        Assert.False(sent.Retain);
        Assert.Equal(1, sent.Qos);
        Assert.True(sent.Payload.Span.SequenceEqual(message.Payload.Span), "the payload is the document, byte for byte");
        Assert.Equal(
            [
                new("specversion", "1.0"),
                new("id", $"{Sample.Id}/0"),
                new("source", "/edge/buoy-7/reef-north"),
                new("type", "edgeagent.detection.open"),
                new("time", "2026-03-15T09:30:12.480Z"),
                new("subject", "humpback"),
                new("lane", "fifo"),
            ],
            sent.UserProperties);
    }

    [Fact]
    public void Compose_CloseOnMqtt311_IsStructuredJson()
    {
        var message = Sample.Of(Sample.Event(EventState.Close, 2)) with { Payload = """{"id":"b","n":1.50}"""u8.ToArray() };
        var sent = Compose(message, mqtt5: false);

        Assert.Equal("application/cloudevents+json", sent.ContentType);
        Assert.Empty(sent.UserProperties);
        Assert.Equal(
            $$$"""{"specversion":"1.0","id":"{{{Sample.Id}}}/2","source":"/edge/buoy-7/reef-north","type":"edgeagent.detection.close","time":"2026-03-15T09:30:24.780Z","subject":"humpback","datacontenttype":"application/json","data":{"id":"b","n":1.50}}""",
            Encoding.UTF8.GetString(sent.Payload.Span));
    }

    [Theory]
    [InlineData(EventState.Open, "edgeagent.detection.open")]
    [InlineData(EventState.Update, "edgeagent.detection.update")]
    [InlineData(EventState.Close, "edgeagent.detection.close")]
    public void Compose_EachState_HasItsType(EventState state, string type) =>
        Assert.Contains(new("type", type), Compose(Sample.Of(Sample.Event(state, 1)), mqtt5: true).UserProperties);

    [Fact]
    public void Compose_GapOfTheBox_HasItsTopicAndNoSubject()
    {
        var sent = Compose(Sample.Gap(""), mqtt5: true);

        Assert.Equal("edge/buoy-7/gaps/%", sent.Topic);
        Assert.Equal([new("specversion", "1.0"), new("id", "g-7c1e-7"), new("source", "/edge/buoy-7"), new("type", "edgeagent.gap"), new("lane", "gap")], sent.UserProperties);
    }

    [Fact]
    public void Compose_GapOfALabel_NamesIt()
    {
        var sent = Compose(Sample.Gap("reef", "car/truck"), mqtt5: true);

        Assert.Equal("edge/buoy-7/gaps/reef", sent.Topic);
        Assert.Contains(new("subject", "car%2Ftruck"), sent.UserProperties);
    }

    [Theory]
    [InlineData(Lane.Live, "live")]
    [InlineData(Lane.Backlog, "backlog")]
    [InlineData(Lane.Aside, "aside")]
    public void Compose_OtherLane_ChangesTheLaneOnly(Lane lane, string word)
    {
        var first = Sample.Of(Sample.Event(EventState.Open, 0));
        var properties = Compose(first with { Lane = lane }, mqtt5: true).UserProperties;

        Assert.Contains(new("lane", word), properties);
        Assert.Equal(Compose(first, mqtt5: true).UserProperties.Where(p => p.Key != "lane"), properties.Where(p => p.Key != "lane"));
        Assert.Equal(Compose(first, mqtt5: false).Payload.ToArray(), Compose(first with { Lane = lane }, mqtt5: false).Payload.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Compose_DocumentWithTraceparent_CarriesIt(bool mqtt5)
    {
        var sent = Compose(WithTrace($"\"traceparent\":\"{Trace}\""), mqtt5);

        if (mqtt5) Assert.Equal(new("traceparent", Trace), sent.UserProperties[^1]);
        else Assert.Equal(Trace, JsonDocument.Parse(sent.Payload).RootElement.GetProperty("traceparent").GetString());
    }

    [Theory]
    [InlineData("\"traceparent\":null")]
    [InlineData("\"traceparent\":7")]
    [InlineData("\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331\"")]
    [InlineData("\"traceparent\":\"ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\"")]
    [InlineData("\"traceparent\":\"00-00000000000000000000000000000000-b7ad6b7169203331-01\"")]
    [InlineData("\"traceparent\":\"00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01\"")]
    [InlineData("\"inner\":{\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\"}")]
    public void Compose_NoValidTraceparent_CarriesNone(string json) =>
        Assert.DoesNotContain(Compose(WithTrace(json), mqtt5: true).UserProperties, p => p.Key == "traceparent");

    [Fact]
    public void Compose_PayloadThatIsNoJson_IsPublishedAsItIs()
    {
        var message = Sample.Gap("reef") with { Payload = "{\"traceparent\" torn"u8.ToArray() };

        Assert.True(Compose(message, mqtt5: true).Payload.Span.SequenceEqual(message.Payload.Span));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Compose_Again_GivesTheSameBytes(bool mqtt5)
    {
        var message = WithTrace($"\"traceparent\":\"{Trace}\"");
        var first = Compose(message, mqtt5);
        // A later delivery, by an agent that was started anew.
        var again = Compose(message with { AgeSeconds = 86_400 }, mqtt5, TopicProfiles.Create(new TopicNames("edge", "buoy-7"), []));

        Assert.Equal(first.Topic, again.Topic);
        Assert.Equal(first.Payload.ToArray(), again.Payload.ToArray());
        Assert.Equal(first.UserProperties, again.UserProperties);
    }

    [Fact]
    public void Compose_SameLabelAgain_ReusesTheTopic() =>
        Assert.Same(Compose(Sample.Of(Sample.Event(EventState.Open, 0)), mqtt5: true).Topic, Compose(Sample.Of(Sample.Event(EventState.Close, 1)), mqtt5: true).Topic);

    [Fact]
    public void Compose_AnyNames_GivesValidAttributes() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(Sample.Names.Two().ToArbitrary(), names =>
    {
        var message = Sample.Of(Sample.Event(EventState.Open, 0)) with { Pipeline = names.Item1, Label = names.Item2 };
        var sent = Compose(message, mqtt5: true);

        Assert.Equal(5, sent.Topic.Split('/').Length);
        foreach (var (key, value) in sent.UserProperties)
        {
            Assert.Matches(@"\A[a-z0-9]{1,20}\z", key);
            Assert.NotEmpty(value);
            Assert.DoesNotContain(value, char.IsControl);
            _ = new UTF8Encoding(false, true).GetBytes(value);
        }

        var source = sent.UserProperties.Single(p => p.Key == "source").Value;
        Assert.Matches(@"\A(?:/(?:[A-Za-z0-9._~-]|%[0-9A-F]{2}|%\z)+)+\z", source);
        using var structured = JsonDocument.Parse(Compose(message, mqtt5: false).Payload);
        Assert.Equal(source, structured.RootElement.GetProperty("source").GetString());
        Assert.Equal(TopicLevel.Escape(names.Item2), structured.RootElement.GetProperty("subject").GetString());
    }));

    [Fact]
    public void Compose_LabelTooLongForATopic_IsRefusedInASentence() =>
        Assert.Contains("shorter name", Assert.Throws<TopicException>(() => Compose(Sample.Of(Sample.Event(EventState.Open, 0)) with { Label = new string('/', 30_000) }, mqtt5: true)).Message);
}
