using EdgeAgent.Pipelines.Windows;

namespace EdgeAgent.Pipelines.Tests.Windows;

public sealed class RatePeriodTests
{
    public static TheoryData<int, int> Pairs()
    {
        int[] rates = [3000, 10_000, 16_000, 48_000];
        var pairs = new TheoryData<int, int>();
        foreach (var source in rates)
            foreach (var model in rates.Where(model => (source, model) != (3000, 48_000))) pairs.Add(source, model);
        pairs.Add(44_100, 16_000);
        pairs.Add(96_000, 10_000);
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Of_UsualRates_IsExact(int source, int model)
    {
        var period = RatePeriod.Of(source, model);

        TestContext.Current.TestOutputHelper!.WriteLine($"{source} -> {model}: {period.Frames} ({(double)period.Frames / source:F3} s), run-in {(double)period.RunIn / source:F3} s");
        Assert.True(period.IsExact);
        Assert.InRange(period.Frames, 1, (long)RatePeriod.LongestSeconds * source);
        Assert.Equal(0, period.Frames * model % source);
    }

    [Theory]
    [InlineData(3000, 48_000, 1)]
    [InlineData(44_056, 10_000, 5507)]
    public void Of_RatesWithoutAShortPeriod_GivesTheStepAtWhichSamplesCoincide(int source, int model, int step)
    {
        var period = RatePeriod.Of(source, model);

        Assert.False(period.IsExact);
        Assert.Equal(step, period.Frames);
    }
}
