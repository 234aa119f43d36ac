using EdgeAgent.Quantization.Calibration;

namespace EdgeAgent.Quantization.Tests.Calibration;

public sealed class TensorHistogramTests
{
    [Fact]
    public void Add_GrowingValues_CountsAsIfTheRangeHadBeenKnown()
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, 20_000).Select(i => (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 4)))).ToArray();
        var streamed = new TensorHistogram();
        foreach (var chunk in values.OrderBy(Math.Abs).Chunk(100)) streamed.Add(chunk);
        var known = new TensorHistogram();
        known.Add([values.MaxBy(Math.Abs)]);
        known.Add(values.Where(v => Math.Abs(v) < Math.Abs(values.MaxBy(Math.Abs))).ToArray());

        Assert.Equal(known.Width, streamed.Width);
        Assert.Equal(known.Counts.ToArray(), streamed.Counts.ToArray());
        Assert.Equal((values.Min(), values.Max(), (long)values.Length), (streamed.Min, streamed.Max, streamed.Count));
        Assert.Equal(values.Length, streamed.Counts.ToArray().Sum());
    }

    [Fact]
    public void Add_NotFinite_IsCountedApart()
    {
        var histogram = new TensorHistogram();
        histogram.Add([1, float.NaN, float.PositiveInfinity]);

        Assert.Equal(2, histogram.NotFinite);
    }

    [Fact]
    public void Estimate_MinMax_IsTheWholeRangeWithZero()
    {
        Assert.Equal(new ValueRange(0, 7), Range(CalibrationMethod.MinMax, 100, [3, 5, 7]));
        Assert.Equal(new ValueRange(-4, 0), Range(CalibrationMethod.MinMax, 100, [-4, -1]));
        Assert.Equal(new ValueRange(0, 0), Range(CalibrationMethod.Entropy, 100, [0, 0]));
    }

    [Fact]
    public void Estimate_Percentile_LeavesOutTheRarest()
    {
        // A thousand values below 1 and one outlier of 100.
        var values = Enumerable.Range(0, 99_999).Select(i => i / 100_000f).Append(100f).ToArray();

        var range = Range(CalibrationMethod.Percentile, 99.99, values);

        Assert.InRange(range.Max, 0.99f, 1.2f);
        Assert.Equal(0, range.Min);
        Assert.Equal(100, Range(CalibrationMethod.Percentile, 100, values).Max);
    }

    [Fact]
    public void Estimate_Entropy_CutsALongThinTail()
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, 200_000).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))
            .Concat([40f, -40f]).ToArray();

        var range = Range(CalibrationMethod.Entropy, 100, values);

        Assert.InRange(range.Max, 2.5f, 20f);
    }

    private static ValueRange Range(CalibrationMethod method, double percentile, float[] values)
    {
        var histogram = new TensorHistogram();
        histogram.Add(values);
        return RangeEstimator.Estimate(histogram, method, percentile);
    }
}
