using EdgeAgent.Delivery.Store;

namespace EdgeAgent.Delivery.Tests.Store;

public sealed class EventTraceTests
{
    private const string Id = "f833a5f268786989c2e258fe302ba26d";

    [Fact]
    public void Of_AnEventsId_IsItsTraceAndEachRevisionASpan()
    {
        var spans = Enumerable.Range(0, 1000).Select(revision => EventTrace.Of(Id, revision)).ToList();

        Assert.All(spans, text => Assert.Matches($"\\A00-{Id}-(?!0{{16}})[0-9a-f]{{16}}-01\\z", text));
        Assert.Equal(1000, spans.Distinct().Count());
        Assert.Equal(spans[7], EventTrace.Of(Id, 7));
    }

    [Theory]
    [InlineData("")]
    [InlineData("boot-5e1/3")]
    [InlineData("F833A5F268786989C2E258FE302BA26D")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("größer als ein Name sein darf, und doch einer")]
    public void Of_AnyOtherId_IsValidAllTheSame(string id)
    {
        Assert.Matches(@"\A00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01\z", EventTrace.Of(id, int.MaxValue));
        Assert.NotEqual(EventTrace.Of(id, 0), EventTrace.Of(id + "x", 0));
    }
}
