using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Time;

public sealed class StreamTimelineTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 15, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void ToUtc_NoAnchor_IsUnknown() => Assert.Null(new StreamTimeline("s", 10000).ToUtc(5));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10000, 1000)]
    [InlineData(-10000, -1000)]
    [InlineData(5000, 500)]
    public void ToUtc_OneAnchor_CountsAtTheRate(long position, double milliseconds) =>
        Assert.Equal(Start.AddMilliseconds(milliseconds), new StreamTimeline("s", 10000, new TimeAnchor(0, Start)).ToUtc(position));

    [Fact]
    public void ToUtc_ManyAnchors_TheLastAtOrBeforeCounts()
    {
        var anchors = Enumerable.Range(0, 7).Select(i => new TimeAnchor(i * 1000, Start.AddSeconds(i * 10))).ToArray();
        var timeline = new StreamTimeline("s", 1000, anchors);

        for (var position = -50L; position < 7500; position += 50)
        {
            var anchor = anchors.LastOrDefault(a => a.Position <= position, anchors[0]);
            Assert.Equal(anchor.Utc.AddMilliseconds(position - anchor.Position), timeline.ToUtc(position));
        }
    }

    [Fact]
    public void ToUtc_TenYearsIn_IsExactToATick()
    {
        // 44.1 kHz does not divide a second into whole ticks; the error must not grow.
        const long seconds = 10L * 365 * 86400;
        var timeline = new StreamTimeline("s", 44100, new TimeAnchor(0, Start));

        Assert.Equal(Start.AddSeconds(seconds), timeline.ToUtc(seconds * 44100));
    }

    [Fact]
    public void Add_AnchorBehind_ChangesLaterTimesOnly()
    {
        var timeline = new StreamTimeline("s", 1000, new TimeAnchor(0, Start));

        timeline.Add(new TimeAnchor(5000, Start.AddSeconds(6)));

        Assert.Equal(Start.AddMilliseconds(4999), timeline.ToUtc(4999));
        Assert.Equal(Start.AddSeconds(6.5), timeline.ToUtc(5500));
        Assert.Throws<ArgumentException>(() => timeline.Add(new TimeAnchor(5000, Start)));
    }

    [Fact]
    public void Constructor_AnchorsOutOfOrder_AreRefused() =>
        Assert.Throws<ArgumentException>(() => new StreamTimeline("s", 1000, new TimeAnchor(5, Start), new TimeAnchor(5, Start)));

    [Fact]
    public void ToUtc_SourceIsFast_CountsAtTheMeasuredRate()
    {
        var timeline = new StreamTimeline("s", 1000, new TimeAnchor(0, Start, Ppm: 100));

        Assert.Equal(Start.AddSeconds(10_000 / 1.0001), timeline.ToUtc(10_000_000)!.Value, TimeSpan.FromTicks(1));
    }

    [Fact]
    public void Replace_AnchorInTheMiddle_TakesThePlaceOfAllBehindIt()
    {
        var timeline = new StreamTimeline("s", 1000, new TimeAnchor(0, Start), new TimeAnchor(5000, Start.AddSeconds(6)), new TimeAnchor(9000, Start.AddSeconds(11)));

        timeline.Replace(new TimeAnchor(5000, Start.AddSeconds(5)));

        Assert.Equal(Start.AddMilliseconds(4999), timeline.ToUtc(4999));
        Assert.Equal(Start.AddSeconds(10), timeline.ToUtc(10_000));
    }

    [Fact]
    public void Replace_MonthsOfAnchors_TheNewestAreKept()
    {
        var timeline = new StreamTimeline("s", 1000);
        for (var i = 0; i < 5000; i++) timeline.Replace(new TimeAnchor(i * 1000L, Start.AddSeconds(i * 2)));

        Assert.Equal(Start.AddSeconds(9998), timeline.ToUtc(4_999_000));
        Assert.Equal(Start.AddSeconds(8000), timeline.ToUtc(4_000_000));
        // Long ago, the oldest that is kept counts at the nominal rate.
        Assert.Equal(Start.AddSeconds((2 * 3976) - 3976), timeline.ToUtc(0));
    }

    [Fact]
    public void EndToUtc_ClockWasSetWithin_TheClockOfTheStartCountsOn()
    {
        var timeline = new StreamTimeline("s", 1000, new TimeAnchor(0, Start), new TimeAnchor(2000, Start.AddSeconds(2.5)), new TimeAnchor(5000, Start.AddHours(-1), IsStep: true), new TimeAnchor(7000, Start));

        Assert.Equal(Start.AddSeconds(4.5), timeline.EndToUtc(1000, 4000));
        Assert.Equal(Start.AddSeconds(8.5), timeline.EndToUtc(1000, 8000));
        Assert.Equal(timeline.ToUtc(8000), timeline.EndToUtc(6000, 8000));
        Assert.Null(new StreamTimeline("s", 1000).EndToUtc(1, 2));
    }

    [Fact]
    public void ClockAt_AnchorsOfRecordings_IsUnknown() => Assert.Null(new StreamTimeline("s", 1000, new TimeAnchor(0, Start)).ClockAt(5));
}
