using EdgeAgent.Core.Statistics;
using EdgeAgent.Pipelines.Aggregation.Counting;

namespace EdgeAgent.Pipelines.Tests.Aggregation.Counting;

public sealed class FieldCounterTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A Hirst trap's day: 10 L/min over 24 h onto 48 x 14 mm; fields of 1000 x 1000 pixels of 0.5 µm are 0.25 mm².</summary>
    private static SamplerSettings Day { get; } = new()
    {
        FlowLitersPerMinute = 10, ExposureStart = Midnight, ExposureEnd = Midnight.AddDays(1), DepositSquareMillimeters = 672, MicrometersPerPixel = 0.5,
    };

    private static FieldCount Field(double hour, int[] counts, FieldExclusion exclusion = FieldExclusion.None) => new(Midnight.AddHours(hour), 1000, 1000, counts, exclusion);

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
        var counter = new FieldCounter(Day, 2);

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
        var counter = new FieldCounter(Day, 1);
        counter.Add(Field(1, [7]));
        counter.Add(Field(2, [1000], FieldExclusion.Blurred));
        counter.Add(Field(3, [1000], FieldExclusion.Duplicate));
        counter.Add(Field(4, [1000], FieldExclusion.Duplicate));
        counter.Add(Field(25, [1000]));

        var total = counter.Total();

        Assert.Equal((1, 0.25, 7), (total.Fields, total.AnalysedSquareMillimeters, total.Labels[0].Count));
        Assert.Equal((1, 0.25), total.Excluded[FieldExclusion.Blurred]);
        Assert.Equal((2, 0.5), total.Excluded[FieldExclusion.Duplicate]);
        Assert.Equal(1, counter.Outside);
    }

    [Fact]
    public void Intervals_EvenFields_SumToTheTotalAndGiveItsConcentration()
    {
        var counter = new FieldCounter(Day, 1);
        for (var i = 0; i < 240; i++) counter.Add(Field(i * 0.1, [2]));

        foreach (var hours in new[] { 1, 3, 24 })
        {
            var intervals = counter.Intervals(TimeSpan.FromHours(hours));

            Assert.Equal(24 / hours, intervals.Count);
            Assert.Equal(480, intervals.Sum(i => i.Labels[0].Count));
            Assert.All(intervals, i => Assert.Equal(counter.Total().Labels[0].PerCubicMeter!.Value, i.Labels[0].PerCubicMeter!.Value, 1e-9));
        }
    }

    [Fact]
    public void Intervals_ExposureThatBeginsLate_CutsTheFirst()
    {
        var counter = new FieldCounter(Day with { ExposureStart = Midnight.AddHours(1.5), ExposureEnd = Midnight.AddHours(4) }, 1);
        counter.Add(Field(2, [3]));

        var intervals = counter.Intervals(TimeSpan.FromHours(3));

        Assert.Equal([Midnight.AddHours(1.5), Midnight.AddHours(3)], intervals.Select(i => i.From));
        Assert.Equal([3L, 0L], intervals.Select(i => i.Labels[0].Count));
        Assert.Null(intervals[1].Labels[0].PerCubicMeter);
    }

    [Fact]
    public void Total_BlankAndRecall_AreTakenIntoAccount()
    {
        var counter = new FieldCounter(Day with { BlankPerSquareMillimeter = [4, 400], Recall = [0.5] }, 2);
        counter.Add(Field(1, [11, 10]));

        var total = counter.Total();

        // A field of 0.25 mm² holds one of the blank: 10 remain, half was found.
        Assert.Equal(20 / total.AirCubicMeters, total.Labels[0].PerCubicMeter!.Value, 1e-9);
        Assert.Equal(0, total.Labels[1].PerCubicMeter);
    }

    [Fact]
    public void Lines_AnInterval_AreOneALabel()
    {
        var counter = new FieldCounter(Day, 2);
        counter.Add(Field(1, [2, 0]));
        counter.Add(Field(2, [9, 9], FieldExclusion.Saturated));

        var lines = CountCsv.Lines(counter.Total(), ["Alternaria", "a \"b\", c"]).ToList();

        Assert.Equal(2, lines.Count);
        Assert.Equal("2026-05-01T00:00:00Z,2026-05-02T00:00:00Z,Alternaria,2,0.242,7.225,373.333,45.212,1348.608,1,0.25,0.000372,0.005357,1,0.25", lines[0]);
        Assert.Contains(",\"a \"\"b\"\", c\",0,0,3.689,", lines[1], StringComparison.Ordinal);
        Assert.Equal(CountCsv.Header.Split(',').Length, lines[0].Split(',').Length);
    }

    [Fact]
    public void New_WrongSettings_SayWhatWouldBeRight()
    {
        Assert.Contains("flow must be above 0", Assert.Throws<ArgumentException>(() => new FieldCounter(Day with { FlowLitersPerMinute = 0 }, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("must end after it begins", Assert.Throws<ArgumentException>(() => new FieldCounter(Day with { ExposureEnd = Midnight }, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("recall must be above 0", Assert.Throws<ArgumentException>(() => new FieldCounter(Day with { Recall = [0] }, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("does not divide a day", Assert.Throws<ArgumentException>(() => new FieldCounter(Day, 1).Intervals(TimeSpan.FromHours(5))).Message, StringComparison.Ordinal);
    }
}
