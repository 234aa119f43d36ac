using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Pipelines.Tests.Sources.Live;

public sealed class SecretsTests
{
    [Theory]
    [InlineData("rtsp://admin:pa%40ss@10.0.0.5:554/live", "rtsp://***@10.0.0.5:554/live")]
    [InlineData("rtsp://admin:p@ss@cam/live", "rtsp://***@cam/live")]
    [InlineData("http://host/a?token=abc&x=1", "http://host/a?token=***&x=1")]
    [InlineData("srt://host:9000?mode=caller&passphrase=hunter2hunter2", "srt://host:9000?mode=caller&passphrase=***")]
    [InlineData("[tcp @ 0x5] Connection to tcp://u:p@h:1?timeout=0 failed", "[tcp @ 0x5] Connection to tcp://***@h:1?timeout=0 failed")]
    [InlineData("Impossible to open 'rtsp://u:it's/so@cam/live'", "Impossible to open 'rtsp://***@cam/live'")]
    [InlineData("http://host/mail@place", "http://host/mail@place")]
    [InlineData("monkey=3 keyboard=4", "monkey=3 keyboard=4")]
    public void Redact_Text_HidesCredentialsOnly(string text, string shown) => Assert.Equal(shown, Secrets.Redact(text));

    [Fact]
    public void FilterFor_PartsOfTheAddress_AreHiddenWhereverTheyStand()
    {
        var filter = Secrets.FilterFor("rtsp://admin:p%40ss-7@cam/live?token=t0k3n");

        Assert.Equal("bad password *** (***) for *** at rtsp://***@cam, t=***", filter("bad password p@ss-7 (p%40ss-7) for admin:p%40ss-7 at rtsp://admin:p%40ss-7@cam, t=t0k3n"));
    }
}
