using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Pipelines.Tests.Sources.Live;

/// <summary>A wrong rate is told, bursts and clock drift are not.</summary>
public sealed class RateWatchTests
{
    private const int Rate = 48_000;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(1.0, 0.1)]
    [InlineData(1.00008, 0.1)]
    [InlineData(0.97, 0.02)]
    [InlineData(1.0, 6.0)]
    public void Add_RateWithinTolerance_IsFine(double speed, double burstSeconds) =>
        Assert.Null(Run(speed, burstSeconds, TimeSpan.FromMinutes(20)));

    [Theory]
    [InlineData(44_100.0 / 48_000, 0.1)]
    [InlineData(2.0, 0.1)]
    [InlineData(0.5, 0.02)]
    [InlineData(44_100.0 / 48_000, 4.0)]
    [InlineData(1.1, 0.5)]
    public void Add_WrongRate_IsToldWithinTwoWindowsWithTheRateThatCame(double speed, double burstSeconds)
    {
        var words = Run(speed, burstSeconds, 2 * Window);

        Assert.NotNull(words);
        var measured = double.Parse(words.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(measured / Rate, speed * 0.9, speed * 1.1);
    }

    [Fact]
    public void Add_HeldBackAndCatchingUp_IsFine()
    {
        var watch = new RateWatch(Rate, 0.05, Window, _time);
        for (var i = 0; i < 6000; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(0.1));
            // Ten seconds in which the analysis does not read, every minute; then all of it at once.
            var second = i / 10 % 60;
            if (second is >= 20 and < 30) watch.Hold();
            else Assert.Null(watch.Add(second == 30 && i % 10 == 0 ? (Rate * 10) + (Rate / 10) : Rate / 10));
        }
    }

    [Fact]
    public void Add_ToleranceZero_DoesNotLook()
    {
        var watch = new RateWatch(Rate, 0, Window, _time);
        for (var i = 0; i < 1000; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(0.1));
            Assert.Null(watch.Add(Rate));
        }
    }

    private string? Run(double speed, double burstSeconds, TimeSpan length)
    {
        var watch = new RateWatch(Rate, 0.05, Window, _time);
        var sent = 0L;
        var started = _time.GetTimestamp();
        for (var next = burstSeconds; _time.GetElapsedTime(started) < length; next += burstSeconds)
        {
            _time.Advance(TimeSpan.FromSeconds(burstSeconds));
            var due = (long)(next * Rate * speed);
            if (watch.Add((int)(due - sent)) is { } words) return words;
            sent = due;
        }

        return null;
    }
}
