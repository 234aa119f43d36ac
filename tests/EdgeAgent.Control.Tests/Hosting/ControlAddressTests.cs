using EdgeAgent.Control.Hosting;

namespace EdgeAgent.Control.Tests.Hosting;

public sealed class ControlAddressTests
{
    [Theory]
    [InlineData("https://0.0.0.0:7443", "0.0.0.0", 7443, true)]
    [InlineData("https://*:7443", "::", 7443, true)]
    [InlineData("https://[::1]:7443/", "::1", 7443, true)]
    [InlineData("http://127.0.0.1:0", "127.0.0.1", 0, false)]
    public void TryParse_Good_Reads(string text, string address, int port, bool secure)
    {
        Assert.True(ControlAddress.TryParse(text, out var read, out _));
        Assert.Equal((address, port, secure), (read.Address.ToString(), read.Port, read.Secure));
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://")]
    [InlineData("https://1.2.3.4")]
    [InlineData("https://[::1]")]
    [InlineData("https://buoy:7443")]
    [InlineData("https://1.2.3.4:70000")]
    [InlineData("ftp://1.2.3.4:1")]
    [InlineData("http://0.0.0.0:7080")]
    [InlineData("http://*:7080")]
    [InlineData("http://10.0.0.7:7080")]
    public void TryParse_Bad_SaysWhy(string text)
    {
        Assert.False(ControlAddress.TryParse(text, out _, out var problem));
        Assert.Contains("https", problem, StringComparison.Ordinal);
    }
}
