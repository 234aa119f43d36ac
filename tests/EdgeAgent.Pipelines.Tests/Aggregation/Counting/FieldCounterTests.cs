using EdgeAgent.Core.Statistics;
using EdgeAgent.Pipelines.Aggregation.Counting;

namespace EdgeAgent.Pipelines.Tests.Aggregation.Counting;

public sealed class FieldCounterTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A Hirst trap's day: 10 L/min over 24 h onto 48 x 14 mm; fields of 1000 x 1000 pixels of 0.5 µm are 0.25 mm².</summary>
    private static SamplerSettings Day { get; } = new() { FlowLitersPerMinute = 10, ExposureMinutes = 1440, DepositSquareMillimeters = 672, MicrometersPerPixel = 0.5 };

    private static FieldCounter Counter(SamplerSettings settings, int labels) => new(settings, labels, Midnight, Midnight.AddDays(1));

    private static FieldCount Field(double hour, int[] counts, FieldExclusion exclusion = FieldExclusion.None) =>
        new(Midnight.AddHours(hour), 1000, 1000, [.. counts.Select(count => new FieldLabel(count))], exclusion);

    // Garwood's limits by the quantiles of χ², computed elsewhere.
    [Theory]
    [InlineData(0, 0, 3.688879)]
    [InlineData(1, 0.025318, 5.571643)]
    [InlineData(5, 1.623486, 11.668332)]
    [InlineData(10, 4.795389, 18.390356)]
    [InlineData(100, 81.363991, 121.626794)]
    public void Garwood_TabulatedCounts_GiveTheTable(long count, double low, double high)
    {
        var interval = ExactIntervals.Garwood(count, 0.95);

        Assert.Equal(low, interval.Low, 1e-4);
        Assert.Equal(high, interval.High, 1e-4);
    }

    [Fact]
    public void Garwood_ManyCounts_NearTheNormalInterval()
    {
        var (low, high) = ExactIntervals.Garwood(1_000_000, 0.95);

        Assert.Equal(1_000_000 - 1960 + 1, low, 3.0);
        Assert.Equal(1_000_000 + 1960 + 2, high, 3.0);
    }

    [Fact]
    public void Total_TenPercentOfTheSlide_GivesTheConcentrationByHand()
    {
        var counter = Counter(Day, 2);

        // 268.8 fields would be a tenth; 268 fields are 67 mm², with one spore in every second one.
        for (var i = 0; i < 268; i++) counter.Add(Field(i * 0.05, [i % 2, 0]));
        var total = counter.Total();

        Assert.Equal(67, total.AnalysedSquareMillimeters, 1e-9);
        Assert.Equal(67.0 / 672, total.Coverage, 1e-12);
        Assert.Equal(134, total.Labels[0].Count);

        // 1000 · 134 · (672 / 67) / (10 · 1440) = 93.333…
        Assert.Equal(93.3333333, total.Labels[0].PerCubicMeter!.Value, 1e-6);
        Assert.Equal(14.4 * 67 / 672, total.AirCubicMeters, 1e-9);
        Assert.Equal(0, total.Labels[1].PerCubicMeter);
        Assert.Equal(3.688879 / total.AirCubicMeters, total.Labels[1].HighPerCubicMeter!.Value, 1e-4);
    }

    [Fact]
    public void Total_ExcludedFields_LeaveCountAndArea()
    {
        var counter = Counter(Day, 1);
        counter.Add(Field(1, [7]));
        counter.Add(Field(2, [1000], FieldExclusion.Blurred));
        counter.Add(Field(3, [1000], FieldExclusion.Duplicate));
        counter.Add(Field(4, [1000], FieldExclusion.Duplicate));

        var total = counter.Total();

        Assert.Equal((1L, 0.25, 7L), (total.Fields, total.AnalysedSquareMillimeters, total.Labels[0].Count));
        Assert.Equal((1L, 0.25), total.Excluded[FieldExclusion.Blurred]);
        Assert.Equal((2L, 0.5), total.Excluded[FieldExclusion.Duplicate]);
    }

    [Fact]
    public void Total_BlankAndRecall_AreTakenIntoAccount()
    {
        var counter = Counter(Day with { BlankPerSquareMillimeter = [4, 400], Recall = [0.5] }, 2);
        counter.Add(Field(1, [11, 10]));

        var total = counter.Total();

        // A field of 0.25 mm² holds one of the blank: 10 remain, half was found.
        Assert.Equal(20 / total.AirCubicMeters, total.Labels[0].PerCubicMeter!.Value, 1e-9);
        Assert.Equal(0, total.Labels[1].PerCubicMeter);
    }

    [Fact]
    public void Garwood_EveryCount_LeavesTwoAndAHalfPercentAtEachEnd()
    {
        // The definition, summed term by term: as many or more at the lower end, as few or fewer at the upper one.
        for (var count = 0; count <= 300; count++)
        {
            var (low, high) = ExactIntervals.Garwood(count, 0.95);
            if (count > 0) Assert.Equal(0.025, 1 - AtMost(count - 1, low), 1e-7);
            Assert.Equal(0.025, AtMost(count, high), 1e-7);
        }

        static double AtMost(int count, double mean)
        {
            var (term, sum) = (Math.Exp(-mean), 0.0);
            for (var i = 0; i <= count; i++)
            {
                sum += term;
                term *= mean / (i + 1);
            }

            return sum;
        }
    }

    [Fact]
    public void New_WrongSettings_SayWhatWouldBeRight()
    {
        Assert.Contains("flow must be above 0", Assert.Throws<ArgumentException>(() => Counter(Day with { FlowLitersPerMinute = 0 }, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("must last more than 0", Assert.Throws<ArgumentException>(() => Counter(Day with { ExposureMinutes = 0 }, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("recall must be above 0", Assert.Throws<ArgumentException>(() => Counter(Day with { Recall = [0] }, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("does not divide a day", new CountOptions { Sampler = Day, Interval = TimeSpan.FromHours(5) }.Problem(), StringComparison.Ordinal);
    }
}
