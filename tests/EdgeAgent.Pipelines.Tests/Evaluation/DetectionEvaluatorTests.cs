using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Evaluation;

namespace EdgeAgent.Pipelines.Tests.Evaluation;

public sealed class DetectionEvaluatorTests
{
    private static TruthBox Truth(float x, int label = 0, bool ignore = false) => new(new ImageBox(x, 0, x + 10, 10), label, ignore);

    private static Detection Seen(float x, float score, int label = 0) => new(new ImageBox(x, 0, x + 10, 10), label, score, 0);

    private static ImageReport Report(float threshold, int labels, params (TruthBox[] Truth, Detection[] Seen)[] images)
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

    [Fact]
    public void Report_CrowdsAndManyImages_GiveWhatAverageprecisionPyGives()
    {
        // The figures are printed by average_precision.py beside this file, which shares nothing with it but the drawing of lots.
        var state = 2026UL;
        var evaluator = new DetectionEvaluator(3);
        for (var image = 0; image < 60; image++)
        {
            var truths = new TruthBox[Draw(8)];
            for (var i = 0; i < truths.Length; i++)
            {
                var (box, label, crowd) = (Box(Draw(200), Draw(200), 10 + Draw(50), 10 + Draw(50)), Draw(3), Draw(12) == 0);
                truths[i] = new TruthBox(box, label, crowd) { IsCrowd = crowd };
            }

            var seen = new List<Detection>();
            foreach (var (box, label, _) in truths)
                for (var i = Draw(3); i > 0; i--)
                {
                    var moved = Box(box.Left + Draw(9) - 4, box.Top + Draw(9) - 4, Math.Max(4, box.Width + Draw(9) - 4), Math.Max(4, box.Height + Draw(9) - 4));
                    seen.Add(new Detection(moved, Draw(6) > 0 ? label : Draw(3), Draw(100_000) / 1e5f, 0));
                }

            for (var i = Draw(5); i > 0; i--) seen.Add(new Detection(Box(Draw(200), Draw(200), 10 + Draw(50), 10 + Draw(50)), Draw(3), Draw(60_000) / 1e5f, 0));
            evaluator.Add(new ImageTruth($"{image}", truths), seen.ToArray());
        }

        var report = evaluator.Report(0);

        Assert.Equal([(65, 37, 98 - 37), (78, 42, 112 - 42), (69, 39, 105 - 39)], report.Classes.Select(c => (c.Truths, c.Found, c.False)));
        double[] expected = [0.3981981449866921, 0.339792683649999, 0.3755095528207885];
        for (var label = 0; label < 3; label++) Assert.Equal(expected[label], report.Classes[label].AveragePrecision!.Value, 1e-9);
        Assert.Equal(expected.Average(), report.MeanAveragePrecision!.Value, 1e-9);

        int Draw(int bound)
        {
            state = unchecked((state * 6364136223846793005UL) + 1442695040888963407UL);
            return (int)((state >> 33) % (ulong)bound);
        }

        static ImageBox Box(float x, float y, float width, float height) => new(x, y, x + width, y + height);
    }

    [Fact]
    public void LabelReport_SmallExample_GivesTheFiguresByHand()
    {
        var evaluator = new LabelEvaluator(2);
        evaluator.Add([0], [0.9f, 0.1f]);
        evaluator.Add([0], [0.4f, 0.6f]);
        evaluator.Add([1], [0.2f, 0.8f]);
        evaluator.Add([], [0.7f, 0.1f]);

        var report = evaluator.Report([0.5f, 0.5f]);

        Assert.Equal((2, 1, 1, 2, 1), (report.Classes[0].Truths, report.Classes[0].Found, report.Classes[0].False, report.Classes[0].Without, report.Classes[0].Quiet));
        Assert.Equal((0.5, 0.5, 0.5, 0.5), (report.Classes[0].Precision, report.Classes[0].Recall, report.Classes[0].F1, report.Classes[0].Specificity));
        // Right, wrong, right: precision 1 up to recall 0.5 (51 points), then 2/3.
        Assert.Equal((51 + (50 * 2.0 / 3)) / 101, report.Classes[0].AveragePrecision!.Value, 1e-12);
        Assert.Equal((1, 1, 1), (report.Classes[1].Truths, report.Classes[1].Found, report.Classes[1].False));
        Assert.Equal(2.0 / 3, report.Accuracy);
        Assert.Equal([[1, 1, 0], [0, 1, 0], [1, 0, 0]], report.Confusion);
        Assert.Null(report.Classes[0].CountError);
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
