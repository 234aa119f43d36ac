using System.Text;
using EdgeAgent.Delivery.Topics;

namespace EdgeAgent.Delivery.Tests.Topics;

public sealed class TopicNamesTests
{
    private static readonly TopicNames Names = new("edge", "buoy-7");

    [Fact]
    public void Topics_OfADevice_AreAsPublished()
    {
        Assert.Equal("edge/buoy-7/status", Names.Status);
        Assert.Equal("edge/buoy-7/events/reef-north/humpback", Names.Events("reef-north", "humpback"));
        Assert.Equal("edge/buoy-7/events/reef-north/+", Names.EventsFilter("reef-north"));
        Assert.Equal("edge/buoy-7/gaps/reef-north", Names.Gaps("reef-north"));
        Assert.Equal("edge/buoy-7/gaps/%", Names.Gaps(""));
        Assert.Equal("edge/buoy-7/health/reef-north", Names.Health("reef-north"));
        Assert.Equal("edge/buoy-7/models/humpback", Names.Models("humpback"));
    }

    [Fact]
    public void Topics_OfWildNames_HaveOneLevelEach() =>
        Assert.Equal("a/b/x%2Fy/events/p%2B/l%23%00", new TopicNames("a/b", "x/y").Events("p+", "l#\0"));

    [Fact]
    public void Source_OfAnyNames_IsAUriReference()
    {
        Assert.Equal("/edge/buoy-7/reef-north", Names.Source("reef-north"));
        Assert.Equal("/edge/buoy-7", Names.Source(""));
        Assert.Equal("/edge/bo%C3%AEte%20%237/r%2Fn", new TopicNames("site", "boîte #7").Source("r/n"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/edge")]
    [InlineData("edge/")]
    [InlineData("a//b")]
    [InlineData("$SYS")]
    [InlineData("edge/#")]
    [InlineData("edge/+/x")]
    [InlineData("ed\0ge")]
    [InlineData("100%")]
    public void Prefix_ThatCannotBeginATopic_IsRefused(string prefix) =>
        Assert.Contains("Mqtt:Prefix", Assert.Throws<TopicException>(() => new TopicNames(prefix, "buoy-7")).Message);

    // No InlineData: half a surrogate pair does not survive in an assembly's metadata.
    [Fact]
    public void Prefix_WithHalfASurrogatePair_IsRefused() =>
        Assert.Contains("Mqtt:Prefix", Assert.Throws<TopicException>(() => new TopicNames("ed\ud800ge", "buoy-7")).Message);

    [Fact]
    public void Events_LabelThatFillsTheTopic_IsTheLongestTaken()
    {
        var room = TopicNames.MostBytes - Encoding.UTF8.GetByteCount(Names.Events("reef", "x")) + 1;

        Assert.Equal(TopicNames.MostBytes, Encoding.UTF8.GetByteCount(Names.Events("reef", new string('x', room))));
        var error = Assert.Throws<TopicException>(() => Names.Events("reef", new string('x', room + 1)));
        Assert.Contains("65536 bytes", error.Message);
        Assert.True(error.Message.Length < 300, "names the topic in short");
    }
}
