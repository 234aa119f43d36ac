using EdgeAgent.Hosting.Service;

namespace EdgeAgent.Tests.Service;

public sealed class ServiceNotifierTests
{
    [Theory]
    [InlineData(null, null, null)]
    [InlineData("", null, null)]
    [InlineData("0", null, null)]
    [InlineData("-5", null, null)]
    [InlineData("soon", null, null)]
    [InlineData("30000000", null, 30.0)]
    [InlineData("30000000", "", 30.0)]
    [InlineData("30000000", "41", null)]
    [InlineData("1500000", "42", 1.5)]
    public void WatchdogOf_Environment_IsReadAsTheManagerMeansIt(string? microseconds, string? process, double? seconds) =>
        Assert.Equal(seconds, ServiceNotifier.WatchdogOf(microseconds, process, self: 42)?.TotalSeconds);
}
