using EdgeAgent.Core.Events;

namespace EdgeAgent.Tests.Replay.Output;

/// <summary>Events to write, each different and the same on every run.</summary>
internal static class Events
{
    public const string Awkward = "=Mn, \"song\"\tunit\r\nB; été 鲸 🐋";

    public static DetectionEvent Of(EventState state, string label = "humpback", double begin = 12.48, double seconds = 12.3, string? recording = "/data/rec.wav", int revision = 0) => new()
    {
        Id = $"{(int)(begin * 1000):x32}",
        Revision = revision,
        State = state,
        Device = "buoy-7",
        Pipeline = "reef-north",
        Source = "hydrophone-1",
        Label = label,
        ClassIndex = 0,
        Onset = new DateTimeOffset(2026, 3, 15, 9, 30, 0, TimeSpan.Zero).AddSeconds(begin),
        Offset = new DateTimeOffset(2026, 3, 15, 9, 30, 0, TimeSpan.Zero).AddSeconds(begin + seconds),
        DurationSeconds = seconds,
        Stream = new StreamSpan("hydrophone-1/2026", (long)(begin * 10000), (long)((begin + seconds) * 10000), 10000),
        Score = new EventScore(0.981f, 0.8312f, 12),
        Model = new ModelReference("humpback", 3, "int8", "sha256:00", "CPU"),
        Config = "sha256:11",
        Recording = recording is null ? null : new RecordingSpan(recording, begin, begin + seconds),
        Replay = true,
    };

    public static GapRecord Gap { get; } = new("reef-north", "hydrophone-1", "duty-cycle", new DateTimeOffset(2026, 3, 15, 9, 40, 0, TimeSpan.Zero), null, GapLoss.OfInput(290), "between a.wav and b.wav");
}
