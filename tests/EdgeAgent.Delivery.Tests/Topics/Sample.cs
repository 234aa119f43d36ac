using System.Text.Json;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Tests.Topics;

/// <summary>Messages as the store hands them out, with the documents that the agent writes.</summary>
internal static class Sample
{
    public const string Id = "b3f1a09c77e24d51b3f1a09c77e24d51";

    public static DateTimeOffset Onset { get; } = new(2026, 3, 15, 9, 30, 12, 480, TimeSpan.Zero);

    public static DetectionEvent Event(EventState state, int revision, string label = "humpback", string pipeline = "reef-north") => new()
    {
        Id = Id,
        Revision = revision,
        Sequence = 1042,
        StoreId = "7c1e",
        State = state,
        Device = "buoy-7",
        Pipeline = pipeline,
        Source = "hydrophone-1",
        Label = label,
        ClassIndex = 0,
        Onset = Onset,
        Offset = Onset.AddSeconds(12.3),
        DurationSeconds = 12.3,
        Stream = new StreamSpan("boot-5e1/3", 18124800, 18247800, 10000),
        Clock = new ClockState(true, 0.003),
        Score = new EventScore(0.981f, 0.83f, 12),
        Model = new ModelReference("humpback", 3, "int8", "sha256:00", "CPU"),
        Config = "sha256:01",
        Replay = false,
    };

    /// <summary>A person who walked through the picture for 4.2 s, 640 × 480 at 10 frames a second.</summary>
    public static DetectionEvent Object(EventState state, int revision, int alike) => Event(state, revision, "person", "gate") with
    {
        Source = "camera",
        Offset = Onset.AddSeconds(4.2),
        DurationSeconds = 4.2,
        Stream = new StreamSpan("boot-5e1/3", 120, 162, 10),
        Score = new EventScore(0.9f, 0.75f, 40),
        Top = [new EventClass("person", 0.9)],
        Box = new EventBox(100.4, 50, 60.2, 120.6),
        Track = new EventTrack(7, state == EventState.Update, alike, 640, 480, ["gate"], ["gate", "street"], new EventSight(141, new EventBox(90, 48, 62, 121.4), 0.9), [new TrackStep(120, 32, 240), new TrackStep(141, 121, 169.4)]),
        Media = state == EventState.Close ? [new EventMedia("snapshot", "gate/a.jpg", new string('a', 64), 1000)] : null,
    };

    public static OutboxMessage Of(DetectionEvent detection, Lane lane = Lane.Fifo) => new()
    {
        Lane = lane,
        Key = detection.Sequence!.Value,
        Sequence = detection.Sequence.Value,
        StoreId = detection.StoreId!,
        Kind = detection.State switch { EventState.Open => MessageKind.Open, EventState.Update => MessageKind.Update, _ => MessageKind.Close },
        Pipeline = detection.Pipeline,
        Label = detection.Label,
        Id = detection.Id,
        Revision = detection.Revision,
        Time = detection.State == EventState.Open ? detection.Onset : detection.Offset,
        Peak = detection.Score.Peak,
        Payload = JsonSerializer.SerializeToUtf8Bytes(detection, EventJson.Default.DetectionEvent),
        AgeSeconds = 0.2,
    };

    public static OutboxMessage Gap(string pipeline, string? label = null) => new()
    {
        Lane = Lane.Gap,
        Key = 7,
        Sequence = 7,
        StoreId = "7c1e",
        Kind = MessageKind.Gap,
        Pipeline = pipeline,
        Label = label,
        Id = "g-7c1e-7",
        Revision = 0,
        Payload = """{"kind":"gap","id":"g-7c1e-7","sequence":7,"storeId":"7c1e","device":"buoy-7","pipeline":"","cause":"storm"}"""u8.ToArray(),
        AgeSeconds = 0,
    };

    /// <summary>Any .NET text: halves of surrogate pairs, control characters and everything that means something in a topic come often.</summary>
    public static FsCheck.Gen<string> Names { get; } = FsCheck.Fluent.Gen.Select(
        FsCheck.Fluent.Gen.ListOf(FsCheck.Fluent.Gen.Frequency(
            (4, FsCheck.Fluent.Gen.Elements("+", "#", "/", "$", "%", "%2F", "_", "_2f", "\0", "\n", "\u007f", "\u0085", "\ufdd0", "\uffff", "\ufeff", " ", "é", "雑", "🐋", "\U0001ffff")),
            (1, FsCheck.Fluent.Gen.Select(FsCheck.Fluent.Gen.Choose(0xd7f0, 0xe010), code => ((char)code).ToString())),
            (1, FsCheck.Fluent.Gen.Select(FsCheck.Fluent.Gen.Choose(0, 0xffff), code => ((char)code).ToString())),
            (4, FsCheck.Fluent.Gen.Select(FsCheck.Fluent.Gen.Choose('a', 'z'), code => ((char)code).ToString())))),
        parts => string.Concat(parts));
}
