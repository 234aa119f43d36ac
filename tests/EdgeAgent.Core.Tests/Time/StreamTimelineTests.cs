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
}
