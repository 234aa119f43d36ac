using System.Globalization;
using EdgeAgent.Core.Events;

namespace EdgeAgent.Core.Tests.Events;

public sealed class UtcTimeConverterTests
{
    [Theory]
    [InlineData("2026-03-15T09:30:12.4809999+00:00", "2026-03-15T09:30:12.480Z")]
    [InlineData("2026-03-15T00:30:12+02:00", "2026-03-14T22:30:12.000Z")]
    [InlineData("0001-01-01T00:00:00+00:00", "0001-01-01T00:00:00.000Z")]
    [InlineData("9999-12-31T23:59:59.9999999+00:00", "9999-12-31T23:59:59.999Z")]
    public void ToText_AnyTime_IsUtcRoundedDownToMilliseconds(string time, string text)
    {
        var known = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

        Assert.Equal(text, UtcTimeConverter.ToText(known));
        Assert.Equal(known.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), UtcTimeConverter.ToText(known));
    }
}
