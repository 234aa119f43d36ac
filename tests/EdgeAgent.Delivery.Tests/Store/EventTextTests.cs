using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Delivery.Store;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>The quick way to an event's document gives the bytes of the usual way, or none.</summary>
public sealed class EventTextTests
{
    private const string StoreId = "0123456789abcdef0123456789abcdef";

    private static readonly string?[] Texts = ["", "humpback", "rain / hail", "a~!@#$%^*()_-=[]{}|;:,.?", new string('x', 9000)];

    [Fact]
    public void TryWrite_AnyEventOfPlainTexts_WritesWhatEventJsonDoes()
    {
        using var writer = new MessageWriter("buoy-7");
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var detection = Any(random);
            var sequence = random.NextInt64(long.MaxValue) >> random.Next(63);

            var draft = EventDraft.Of(detection);
            Assert.NotNull(draft.Text);
            Assert.Equal(Usual(detection, sequence), Encoding.UTF8.GetString(writer.Write(draft, StoreId, sequence, 0).Payload.Span));
        }
    }

    [Theory]
    [InlineData("Wal \"Paul\"")]
    [InlineData("Schweinswal, groß")]
    [InlineData("a<b")]
    [InlineData("it's")]
    [InlineData("a+b")]
    [InlineData("tab\there")]
    [InlineData("\u007f")]
    [InlineData("\\")]
    [InlineData("half \ud83d")]
    public void TryWrite_TextThatNeedsEscapes_IsLeftToEventJson(string label)
    {
        var text = new EventText();

        Assert.False(text.TryWrite(Any(new Random(1)) with { Label = label }));
        Assert.True(text.TryWrite(Any(new Random(1))));
    }

    [Theory]
    [InlineData(float.NaN, 0, 0)]
    [InlineData(0, float.PositiveInfinity, 0)]
    [InlineData(0, 0, double.NegativeInfinity)]
    public void TryWrite_WhatIsNoNumber_IsLeftToEventJson(float peak, float mean, double seconds) =>
        Assert.False(new EventText().TryWrite(Any(new Random(1)) with { Score = new EventScore(peak, mean, 1), DurationSeconds = seconds }));

    // One by one: each must bring the document that has it.
    [Fact]
    public void TryWrite_WhatObjectsAndEvidenceHave_IsNotLeftOut()
    {
        var box = new EventBox(1, 2, 3, 4);
        DetectionEvent[] events =
        [
            Any(new Random(1)) with { Top = [new EventClass("person", 0.9)] },
            Any(new Random(1)) with { Box = box },
            Any(new Random(1)) with { Track = new EventTrack(1, false, 1, 640, 480, [], [], new EventSight(1, box, 0.9), []) },
            Any(new Random(1)) with { Count = 3 },
            Any(new Random(1)) with { Counting = new EventCounting { Low95 = 0.6, High95 = 8.8, Fields = 4, AnalysedSquareMillimeters = 2, Coverage = 0.1, AirCubicMeters = 0.05, Excluded = [], Crops = 0 } },
            Any(new Random(1)) with { Attributes = new Dictionary<string, string> { ["colour"] = "red" } },
            Any(new Random(1)) with { Media = [new EventMedia("clip", "a.flac", "00", 1)] },
        ];

        Assert.All(events, detection => Assert.False(new EventText().TryWrite(detection)));
        // Whoever adds a property thinks of this writer too.
        Assert.Equal(30, typeof(DetectionEvent).GetProperties().Length);
    }

    private static string Usual(DetectionEvent detection, long sequence) =>
        JsonSerializer.Serialize(detection with { Sequence = sequence, StoreId = StoreId, Traceparent = EventTrace.Of(detection.Id, detection.Revision) }, EventJson.Default.DetectionEvent);

    private static DetectionEvent Any(Random random)
    {
        return new DetectionEvent
        {
            Id = Text(), Revision = random.Next(), State = (EventState)random.Next(3), Device = Text(), Pipeline = Text(), Source = Text(), Label = Text(), ClassIndex = random.Next(-1, 1000),
            Onset = Maybe(Time), Offset = Maybe(Time), DurationSeconds = Number(),
            Stream = new StreamSpan(Text(), random.NextInt64(), -random.NextInt64(), random.Next()),
            Clock = random.Next(2) == 0 ? null : new ClockState(random.Next(2) == 0, Maybe(Number)),
            Score = new EventScore(Score(), Score(), random.Next()), Model = new ModelReference(Text(), random.Next(), Text(), Text(), Text()), Config = Text(),
            Recording = random.Next(2) == 0 ? null : new RecordingSpan(Text(), Number(), Number()), Reason = random.Next(2) == 0 ? null : Text(), Continues = random.Next(2) == 0 ? null : Text(),
            Replay = random.Next(2) == 0,
        };

        T? Maybe<T>(Func<T> make) where T : struct => random.Next(2) == 0 ? null : make();

        string Text() => Texts[random.Next(random.Next(20) == 0 ? Texts.Length : Texts.Length - 1)]!;

        DateTimeOffset Time() => new DateTimeOffset(random.NextInt64(DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay) + TimeSpan.TicksPerDay / 2, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(random.Next(-600, 600)));

        // All magnitudes, whole numbers and short fractions.
        double Number() => random.Next(4) switch { 0 => random.Next(1000), 1 => random.Next(100_000) / 1000.0, 2 => 0, _ => Finite(BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue))) };

        float Score() => random.Next(4) switch { 0 => random.Next(2), 1 => random.Next(1000) / 1000f, 2 => random.NextSingle(), _ => (float)Finite(BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue))) };

        static double Finite(double number) => double.IsFinite(number) ? number : 1;
    }
}
