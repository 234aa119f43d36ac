using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Topics;

namespace EdgeAgent.Delivery.Tests.Topics;

/// <summary>Topics and payloads that subscribers of other programs expect, field for field.</summary>
public sealed class CompatibilityTests
{
    private static readonly TopicNames Names = new("edge", "buoy-7");

    private static List<Publication> Compose(string profile, OutboxMessage message)
    {
        var publications = new List<Publication>();
        TopicProfiles.Create(Names, [profile]).Compose(message, mqtt5: true, publications);
        Assert.Equal(Names.Prefix, publications[0].Topic.Split('/')[0]);
        Assert.All(publications, p => Assert.False(p.Retain));
        Assert.All(publications, p => Assert.Equal(1, p.Qos));
        return publications[1..];
    }

    private static string[] Words(IEnumerable<Publication> publications) =>
        [.. publications.Where(p => p.ContentType == "text/plain").Select(p => $"{p.Topic} {Encoding.UTF8.GetString(p.Payload.Span)}")];

    [Fact]
    public void BirdNetGo_Close_IsItsNote()
    {
        var sent = Assert.Single(Compose("birdnet-go", Sample.Of(Sample.Event(EventState.Close, 2, "Turdus merula_Common Blackbird"))));

        Assert.Equal("birdnet", sent.Topic);
        Golden.AssertIs("birdnet-go.json", sent);
    }

    [Fact]
    public void BirdNetGo_CloseWithAClip_NamesIt()
    {
        var detection = Sample.Event(EventState.Close, 2) with { Media = [new EventMedia("clip", "reef/2026-03-15/a.flac", "00", 1), new EventMedia("spectrogram", "reef/2026-03-15/a.png", "00", 1)] };

        using var note = JsonDocument.Parse(Compose("birdnet-go", Sample.Of(detection))[0].Payload);

        Assert.Equal("reef/2026-03-15/a.flac", note.RootElement.GetProperty("ClipName").GetString());
    }

    [Fact]
    public void BirdNetGo_OpenUpdateAndGap_AreNotSaid()
    {
        Assert.Empty(Compose("birdnet-go", Sample.Of(Sample.Event(EventState.Open, 0))));
        Assert.Empty(Compose("birdnet-go", Sample.Of(Sample.Event(EventState.Update, 1))));
        Assert.Empty(Compose("birdnet-go", Sample.Gap("reef-north")));
    }

    [Theory]
    [InlineData("humpback", "humpback", "humpback")]
    [InlineData("power_tool", "power_tool", "power_tool")]
    [InlineData("Turdus merula_", "Turdus merula_", "Turdus merula_")]
    [InlineData("Turdus merula_Amsel_x", "Turdus merula", "Amsel_x")]
    public void BirdNetGo_Label_IsSplitWhereItIsASpecies(string label, string scientific, string common)
    {
        using var note = JsonDocument.Parse(Compose("birdnet-go", Sample.Of(Sample.Event(EventState.Close, 0, label)))[0].Payload);

        Assert.Equal(scientific, note.RootElement.GetProperty("ScientificName").GetString());
        Assert.Equal(common, note.RootElement.GetProperty("CommonName").GetString());
    }

    [Fact]
    public void BirdNetGo_EventWithoutUtc_HasTheTimesOfGoThatAreNotSet()
    {
        using var note = JsonDocument.Parse(Compose("birdnet-go", Sample.Of(Sample.Event(EventState.Close, 0) with { Onset = null, Offset = null }))[0].Payload);

        Assert.Equal("", note.RootElement.GetProperty("Date").GetString());
        Assert.Equal("0001-01-01T00:00:00Z", note.RootElement.GetProperty("BeginTime").GetString());
    }

    [Fact]
    public void Frigate_Open_IsNewAndCounted()
    {
        var sent = Compose("frigate", Sample.Of(Sample.Event(EventState.Open, 0)));

        Assert.Equal("frigate/events", sent[0].Topic);
        Golden.AssertIs("frigate-new.json", sent[0]);
        Assert.Equal(["frigate/reef-north/humpback 1", "frigate/reef-north/audio/humpback ON"], Words(sent));
    }

    [Fact]
    public void Frigate_Update_IsAnUpdateOnly()
    {
        var sent = Assert.Single(Compose("frigate", Sample.Of(Sample.Event(EventState.Update, 1))));

        Golden.AssertIs("frigate-update.json", sent);
    }

    [Fact]
    public void Frigate_Close_IsTheEndAndCounted()
    {
        var sent = Compose("frigate", Sample.Of(Sample.Event(EventState.Close, 2)));

        Golden.AssertIs("frigate-end.json", sent[0]);
        Assert.Equal(["frigate/reef-north/humpback 0", "frigate/reef-north/audio/humpback OFF"], Words(sent));
    }

    [Fact]
    public void Frigate_ShortEventOfOneClose_BeginsAndEnds()
    {
        var sent = Compose("frigate", Sample.Of(Sample.Event(EventState.Close, 0)));

        Golden.AssertIs("frigate-new.json", sent[0]);
        Golden.AssertIs("frigate-end.json", sent[3]);
        Assert.Equal(6, sent.Count);
    }

    [Fact]
    public void Frigate_EventWithoutUtc_CountsFromItsEpoch()
    {
        using var document = JsonDocument.Parse(Compose("frigate", Sample.Of(Sample.Event(EventState.Open, 0) with { Onset = null, Offset = null }))[0].Payload);

        Assert.Equal(1812.48, document.RootElement.GetProperty("after").GetProperty("start_time").GetDouble());
    }

    [Theory]
    [InlineData(EventState.Open, 0, 2, "frigate-object-new.json")]
    [InlineData(EventState.Update, 1, 2, "frigate-object-update.json")]
    [InlineData(EventState.Close, 2, 1, "frigate-object-end.json")]
    public void Frigate_Object_HasItsBoxItsWayAndItsZones(EventState state, int revision, int alike, string golden)
    {
        var sent = Compose("frigate", Sample.Of(Sample.Object(state, revision, alike)));

        Golden.AssertIs(golden, sent[0]);
        // Of an update nothing else is said; sound has a topic that objects have not.
        Assert.Equal(state == EventState.Update ? [] : [$"frigate/gate/person {alike}"], Words(sent));
    }

    [Fact]
    public void Frigate_BoxBetweenPixels_HasTheAreaOfTheCornersThatAreTold()
    {
        // 62.4 wide, from 90.4 to 152.8: 63 between whole corners.
        var box = new EventBox(90.4, 48.4, 62.4, 121.4);
        var seen = Sample.Object(EventState.Open, 0, 2);
        using var document = JsonDocument.Parse(Compose("frigate", Sample.Of(seen with { Box = box, Track = seen.Track! with { Best = seen.Track.Best with { Box = box } } }))[0].Payload);

        var after = document.RootElement.GetProperty("after");
        foreach (var place in new[] { after, after.GetProperty("snapshot") })
        {
            var corners = place.GetProperty("box").EnumerateArray().Select(c => c.GetInt32()).ToArray();
            Assert.Equal([90, 48, 153, 170], corners);
            Assert.Equal(63 * 122, place.GetProperty("area").GetInt32());
        }
    }

    [Fact]
    public void Frigate_TwoObjectsOfOneFrame_HaveDifferentIds()
    {
        var first = Compose("frigate", Sample.Of(Sample.Object(EventState.Open, 0, 2)))[0];
        var second = Compose("frigate", Sample.Of(Sample.Object(EventState.Open, 0, 2) with { Id = "77c1e09c77e24d51b3f1a09c77e24d51" }))[0];

        Assert.NotEqual(IdOf(first), IdOf(second));

        static string? IdOf(Publication sent)
        {
            using var document = JsonDocument.Parse(sent.Payload);
            return document.RootElement.GetProperty("after").GetProperty("id").GetString();
        }
    }

    [Fact]
    public void Frigate_NamesWithSlashes_StayOneLevel() =>
        Assert.Equal(["nvr/hall%2F1/car%2Ftruck 1", "nvr/hall%2F1/audio/car%2Ftruck ON"], Words(Compose("frigate=nvr", Sample.Of(Sample.Event(EventState.Open, 0, "car/truck", "hall/1")))));

    [Theory]
    [InlineData("birdnet-go")]
    [InlineData("frigate")]
    public void Compose_Again_GivesTheSameBytes(string profile)
    {
        var message = Sample.Of(Sample.Event(EventState.Close, 0));

        Assert.Equal(Compose(profile, message).Select(p => Convert.ToHexString(p.Payload.Span)), Compose(profile, message with { AgeSeconds = 9, Lane = Lane.Backlog }).Select(p => Convert.ToHexString(p.Payload.Span)));
    }

    [Theory]
    [InlineData("birdnet-go")]
    [InlineData("frigate")]
    public void Compose_DocumentOfAnotherShape_IsLeftToTheOwnTopics(string profile)
    {
        foreach (var json in new[] { "{}", "[1]", "{\"id\":", "null" })
            Assert.Empty(Compose(profile, Sample.Of(Sample.Event(EventState.Close, 0)) with { Payload = Encoding.UTF8.GetBytes(json) }));
    }

    [Fact]
    public void Create_BothProfiles_KeepsTheOwnTopicsFirst()
    {
        var sent = new List<Publication>();
        TopicProfiles.Create(Names, ["birdnet-go=birdnet/garden", "frigate"]).Compose(Sample.Of(Sample.Event(EventState.Close, 2)), mqtt5: false, sent);

        Assert.Equal(["edge/buoy-7/events/reef-north/humpback", "birdnet/garden", "frigate/events", "frigate/reef-north/humpback", "frigate/reef-north/audio/humpback"], sent.Select(p => p.Topic));
    }

    [Theory]
    [InlineData("frigat", "did you mean \"frigate\"")]
    [InlineData("", "known are birdnet-go and frigate")]
    [InlineData("frigate=", "is no topic")]
    [InlineData("frigate=a//b", "is no topic")]
    [InlineData("birdnet-go=birds/#", "is no topic")]
    [InlineData("birdnet-go=$SYS/x", "is no topic")]
    public void Create_WrongEntry_IsRefusedInASentence(string entry, string part) =>
        Assert.Contains(part, Assert.Throws<TopicException>(() => TopicProfiles.Create(Names, [entry])).Message);
}
