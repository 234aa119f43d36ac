using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Evaluation;

namespace EdgeAgent.Pipelines.Tests.Evaluation;

public sealed class DetectionEvaluatorTests
{
    private static TruthBox Truth(float x, int label = 0, bool ignore = false) => new(new ImageBox(x, 0, x + 10, 10), label, ignore);

    private static Detection Seen(float x, float score, int label = 0) => new(new ImageBox(x, 0, x + 10, 10), label, score, 0);

    private static DetectionReport Report(float threshold, int labels, params (TruthBox[] Truth, Detection[] Seen)[] images)
    {
        var evaluator = new DetectionEvaluator(labels);
        foreach (var (truth, seen) in images) evaluator.Add(new ImageTruth("i", truth), seen);
        return evaluator.Report(threshold);
    }

    [Fact]
    public void Report_SmallExample_GivesTheFiguresByHand()
    {
        // Three objects; found, false, found, and one only below the threshold. Class 1 is never there.
        var report = Report(0.5f, 2, ([Truth(0), Truth(20), Truth(40)], [Seen(0, 0.9f), Seen(100, 0.8f), Seen(21, 0.7f), Seen(41, 0.3f)]), ([], [Seen(0, 0.6f, 1)]));

        var first = report.Classes[0];
        Assert.Equal((3, 2, 1), (first.Truths, first.Found, first.False));
        Assert.Equal((2.0 / 3, 2.0 / 3, 2.0 / 3), (first.Precision, first.Recall, first.F1));

        // Precision 1 up to recall 1/3 (34 points), then 3/4 up to recall 1 (67 points).
        Assert.Equal(((34 * 1.0) + (67 * 0.75)) / 101, first.AveragePrecision!.Value, 1e-12);
        Assert.Equal((1.0, 0.0, 0.0), (first.Specificity, first.CountError, first.CountBias));
        Assert.Equal((0, 1, 0.5), (report.Classes[1].Truths, report.Classes[1].False, report.Classes[1].Specificity));
        Assert.Null(report.Classes[1].AveragePrecision);
        Assert.Equal(first.AveragePrecision, report.MeanAveragePrecision);
        Assert.Equal([2, 0, 1], report.Confusion[0]);
        Assert.Equal([1, 1, 0], report.Confusion[2]);
    }

    [Fact]
    public void Report_AnotherClassOnTheObject_IsConfused()
    {
        var report = Report(0.5f, 2, ([Truth(0)], [Seen(0, 0.9f, 1)]));

        Assert.Equal([0, 1, 0], report.Confusion[0]);
        Assert.Equal((0, 1), (report.Classes[0].Found, report.Classes[1].False));
        Assert.Equal((1.0, -1.0), (report.Classes[0].CountError, report.Classes[0].CountBias));
    }

    [Fact]
    public void Report_TwoOnOneObject_OneIsFalse() =>
        Assert.Equal((1, 1), (Report(0.5f, 1, ([Truth(0)], [Seen(0, 0.9f), Seen(1, 0.8f)])).Classes[0] is var c ? (c.Found, c.False) : default));

    [Fact]
    public void Report_IgnoredObjects_CountNeitherWay()
    {
        var report = Report(0.5f, 1, ([Truth(0), Truth(50, ignore: true)], [Seen(0, 0.9f), Seen(50, 0.8f), Seen(51, 0.7f)]));

        Assert.Equal((1, 1, 0), (report.Classes[0].Truths, report.Classes[0].Found, report.Classes[0].False));
        Assert.Equal(1, report.Classes[0].AveragePrecision);
    }

    [Fact]
    public void Report_NothingAtAll_HasNoFigures()
    {
        var report = Report(0.5f, 1);

        Assert.Null(report.MeanAveragePrecision);
        Assert.Null(report.Classes[0].Precision);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Report_RandomImages_GiveWhatEveryThresholdTriedOutGives(int seed)
    {
        var random = new Random(seed);
        var images = Enumerable.Range(0, 12).Select(_ =>
        {
            var truth = Enumerable.Range(0, random.Next(8)).Select(_ => Truth(random.Next(150), random.Next(3))).ToArray();
            var seen = truth.Where(_ => random.Next(5) > 0).Select(t => new Detection(t.Box with { Right = t.Box.Right + (random.NextSingle() * 8) }, random.Next(6) == 0 ? random.Next(3) : t.ClassIndex, random.NextSingle(), 0))
                .Concat(Enumerable.Range(0, random.Next(5)).Select(_ => Seen(random.Next(150), random.NextSingle() * 0.7f, random.Next(3)))).ToArray();
            return (truth, seen);
        }).ToArray();

        var report = Report(0.4f, 3, images);

        for (var label = 0; label < 3; label++)
        {
            var truths = images.Sum(i => i.truth.Count(t => t.ClassIndex == label));
            var points = images.SelectMany(i => i.seen).Where(d => d.ClassIndex == label).Select(d => d.Score).Distinct().Select(t => Counted(images, label, t)).ToList();
            var area = Enumerable.Range(0, 101).Average(p => points.Where(c => (double)c.Found / truths >= (p / 100.0) - 1e-12).Select(c => (double)c.Found / (c.Found + c.False)).DefaultIfEmpty(0).Max());
            var at = Counted(images, label, 0.4f);
            Assert.Equal(at, (report.Classes[label].Found, report.Classes[label].False));
            Assert.Equal(area, report.Classes[label].AveragePrecision!.Value, 1e-9);
        }

        Assert.Equal(images.Sum(i => i.truth.Length), report.Confusion.Take(3).Sum(row => row.Sum()));
    }

    /// <summary>Matches from scratch at a threshold, by the definition.</summary>
    private static (int Found, int False) Counted((TruthBox[] Truth, Detection[] Seen)[] images, int label, float threshold)
    {
        var (found, wrong) = (0, 0);
        foreach (var (truth, seen) in images)
        {
            var free = truth.Where(t => t.ClassIndex == label).Select(t => t.Box).ToList();
            foreach (var detection in seen.Where(d => d.ClassIndex == label && d.Score >= threshold).OrderByDescending(d => d.Score))
            {
                double Overlap(ImageBox b)
                {
                    var (w, h) = (Math.Min(b.Right, detection.Box.Right) - Math.Max(b.Left, detection.Box.Left), Math.Min(b.Bottom, detection.Box.Bottom) - Math.Max(b.Top, detection.Box.Top));
                    return w <= 0 || h <= 0 ? 0 : w * h / ((b.Width * b.Height) + (detection.Box.Width * detection.Box.Height) - (w * h));
                }

                var best = free.Where(b => Overlap(b) >= 0.5).OrderByDescending(Overlap).Cast<ImageBox?>().FirstOrDefault();
                if (best is { } taken && free.Remove(taken)) found++;
                else wrong++;
            }
        }

        return (found, wrong);
    }
}
