using EdgeAgent.Replay.Output;

namespace EdgeAgent.Tests.Replay.Output;

public sealed class OutputFormatsTests
{
    [Fact]
    public void TryParse_NamesInAnyOrderAndCase_ReturnsEachOnceInFixedOrder()
    {
        Assert.True(OutputFormats.TryParse(" Raven,ndjson, raven", out var formats, out var error));
        Assert.Equal([OutputFormat.Ndjson, OutputFormat.Raven], formats);
        Assert.Null(error);
    }

    [Theory]
    [InlineData("csv,xml", "'xml' is no output format; use one or more of ndjson,csv,raven,audacity.")]
    [InlineData("0", "'0' is no output format; use one or more of ndjson,csv,raven,audacity.")]
    [InlineData(" , ", "no output format is given; use one or more of ndjson,csv,raven,audacity.")]
    public void TryParse_WrongText_NamesTheWordAndTheChoice(string text, string expected)
    {
        Assert.False(OutputFormats.TryParse(text, out _, out var error));
        Assert.Equal(expected, error);
    }
}
