using System.Text.Json;
using EdgeAgent.Core.Events;

namespace EdgeAgent.Core.Tests.Events;

/// <summary>What subscribers were promised: names of fields, form of times, stability of ids.</summary>
public sealed class EventContractTests
{
    private static readonly ModelReference Model = new("humpback", 3, "int8", "sha256:abc", "CPU");

    [Fact]
    public void Json_Event_HasTheContractsFields()
    {
        var detection = new DetectionEvent
        {
            Id = "b3f1",
            Revision = 0,
            State = EventState.Open,
            Device = "buoy-7",
            Pipeline = "reef-north",
            Source = "hydrophone-1",
            Label = "humpback",
            ClassIndex = 0,
            Onset = new DateTimeOffset(2026, 3, 15, 11, 30, 12, 480, TimeSpan.FromHours(2)),
            Offset = new DateTimeOffset(2026, 3, 15, 9, 30, 24, 780, TimeSpan.Zero),
            DurationSeconds = 12.3,
            Stream = new StreamSpan("boot-5e1/3", 18124800, 18247800, 10000),
            Score = new EventScore(0.981f, 0.83f, 12),
            Model = Model,
            Config = "sha256:def",
            Replay = false,
        };

        Assert.Equal(
            """{"id":"b3f1","revision":0,"state":"open","device":"buoy-7","pipeline":"reef-north","source":"hydrophone-1","label":"humpback","classIndex":0,"onset":"2026-03-15T09:30:12.480Z","offset":"2026-03-15T09:30:24.780Z","durationSeconds":12.3,"stream":{"id":"boot-5e1/3","first":18124800,"last":18247800,"rate":10000},"score":{"peak":0.981,"mean":0.83,"windows":12},"model":{"name":"humpback","version":3,"variant":"int8","digest":"sha256:abc","provider":"CPU"},"config":"sha256:def","replay":false}""",
            JsonSerializer.Serialize(detection, EventJson.Default.DetectionEvent));
    }

    [Fact]
    public void Json_EventOfAnObject_HasTheContractsFields()
    {
        var detection = new DetectionEvent
        {
            Id = "b3f1", Revision = 0, State = EventState.Open, Device = "box", Pipeline = "gate", Source = "camera", Label = "person", ClassIndex = 0, DurationSeconds = 4.2,
            Stream = new StreamSpan("boot-5e1/3", 120, 162, 10), Score = new EventScore(0.9f, 0.75f, 40), Top = [new EventClass("person", 0.9)], Box = new EventBox(100.4, 50, 60.2, 120.6),
            Track = new EventTrack(7, false, 2, 640, 480, ["gate"], ["gate"], new EventSight(141, new EventBox(90, 48, 62, 121.4), 0.9), [new TrackStep(120, 32, 240)]),
            Count = 2, Attributes = new Dictionary<string, string> { ["colour"] = "red" },
            Model = Model, Config = "sha256:def", Media = [new EventMedia("snapshot", "gate/a.jpg", "aa", 1000)], Replay = false,
        };

        var json = JsonSerializer.Serialize(detection, EventJson.Default.DetectionEvent);

        Assert.Contains("""
            "score":{"peak":0.9,"mean":0.75,"windows":40},"top":[{"label":"person","score":0.9}],"box":{"x":100.4,"y":50,"width":60.2,"height":120.6},"track":{"id":7,"stationary":false,"alike":2,"imageWidth":640,"imageHeight":480,"zones":["gate"],"entered":["gate"],"best":{"at":141,"box":{"x":90,"y":48,"width":62,"height":121.4},"score":0.9},"path":[{"at":120,"x":32,"y":240}]},"count":2,"attributes":{"colour":"red"},"model":
            """, json, StringComparison.Ordinal);
        Assert.Contains("""
            "media":[{"kind":"snapshot","path":"gate/a.jpg","sha256":"aa","bytes":1000}],"replay":false
            """, json, StringComparison.Ordinal);
        // Read again it is the same.
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, EventJson.Default.DetectionEvent)!, EventJson.Default.DetectionEvent));
    }

    [Fact]
    public void Id_TrackOfAnObject_IsPartOfIt()
    {
        var first = EventIdentity.Create("gate", "s1", Model, "person", 42, "sha256:def", track: 1);

        Assert.NotEqual(first, EventIdentity.Create("gate", "s1", Model, "person", 42, "sha256:def", track: 2));
        Assert.NotEqual(first, EventIdentity.Create("gate", "s1", Model, "person", 42, "sha256:def"));
    }

    [Fact]
    public void Json_Gap_SaysItsKind()
    {
        var gap = new GapRecord("reef", "HYD11", "recording-hole", new DateTimeOffset(2026, 3, 15, 9, 0, 0, TimeSpan.Zero), null, GapLoss.OfInput(12.5), null);

        Assert.Equal(
            """{"kind":"gap","pipeline":"reef","source":"HYD11","cause":"recording-hole","from":"2026-03-15T09:00:00.000Z","lost":{"seconds":12.5}}""",
            JsonSerializer.Serialize(gap, EventJson.Default.GapRecord));
    }

    [Fact]
    public void Id_KnownFields_IsWhatAnyoneCanCompute()
    {
        // printf 'reef\ns1\nhumpback\n3\nsha256:abc\nhumpback\n42\nsha256:def\n' | sha256sum | cut -c1-32
        Assert.Equal("91d8ccf6eddecf25440b91a14c1981db", EventIdentity.Create("reef", "s1", Model, "humpback", 42, "sha256:def"));
    }

    [Fact]
    public void Id_VariantAndProvider_DoNotChangeIt()
    {
        var other = Model with { Variant = "full", Provider = "CUDA" };

        Assert.Equal(EventIdentity.Create("p", "s", Model, "l", 1, "c"), EventIdentity.Create("p", "s", other, "l", 1, "c"));
    }

    [Fact]
    public void Id_AnyNamingField_ChangesIt()
    {
        string[] ids =
        [
            EventIdentity.Create("p", "s", Model, "l", 1, "c"),
            EventIdentity.Create("q", "s", Model, "l", 1, "c"),
            EventIdentity.Create("p", "t", Model, "l", 1, "c"),
            EventIdentity.Create("p", "s", Model with { Version = 4 }, "l", 1, "c"),
            EventIdentity.Create("p", "s", Model with { Name = "orca" }, "l", 1, "c"),
            EventIdentity.Create("p", "s", Model with { Digest = "sha256:other" }, "l", 1, "c"),
            EventIdentity.Create("p", "s", Model, "m", 1, "c"),
            EventIdentity.Create("p", "s", Model, "l", 2, "c"),
            EventIdentity.Create("p", "s", Model, "l", 1, "d"),
        ];

        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
    }
}
