using EdgeAgent.Core.Events;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>Events as a pipeline makes them.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Start = new(2026, 3, 15, 9, 30, 0, TimeSpan.Zero);

    /// <summary>Revision of the event with a number: 0 opens it, the given last one closes it.</summary>
    public static DetectionEvent Event(int number, int revision = 0, EventState state = EventState.Open, string pipeline = "reef-north", string label = "humpback", double peak = 0.9) => new()
    {
        Id = $"{number:x32}", Revision = revision, State = state, Device = "buoy-7", Pipeline = pipeline, Source = "hydrophone-1", Label = label, ClassIndex = 0,
        Onset = Start.AddSeconds(number * 60), Offset = Start.AddSeconds(number * 60 + 10 + revision), DurationSeconds = 10 + revision,
        Stream = new StreamSpan("boot-5e1f/3", number * 600_000L, number * 600_000L + 100_000, 10_000), Score = new EventScore((float)peak, 0.7f, 12 + revision),
        Model = new ModelReference("humpback", 1, "full", "sha256:087ab1d8087ab1d8087ab1d8087ab1d8087ab1d8087ab1d8087ab1d8087ab1d8", "CPU"),
        Config = "sha256:1b2c3d4e1b2c3d4e1b2c3d4e1b2c3d4e1b2c3d4e1b2c3d4e1b2c3d4e1b2c3d4e", Replay = false,
    };

    /// <summary>A gap in the input.</summary>
    public static GapRecord Gap(int number, string pipeline = "reef-north") =>
        new(pipeline, "hydrophone-1", "source-ended", Start.AddSeconds(number * 60), Start.AddSeconds(number * 60 + 5), GapLoss.OfInput(5), null);
}
