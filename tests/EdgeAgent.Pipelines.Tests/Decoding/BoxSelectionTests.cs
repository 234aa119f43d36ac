using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Decoding;

namespace EdgeAgent.Pipelines.Tests.Decoding;

public sealed class BoxSelectionTests
{
    private static BoxBuffer Random(int seed, int count, int classes, float size)
    {
        var random = new Random(seed);
        var boxes = new BoxBuffer(16);
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (random.NextSingle() * 1000, random.NextSingle() * 1000);

            // Few different scores, so that equals are common.
            boxes.Add(new ImageBox(x, y, x + 1 + (random.NextSingle() * size), y + 1 + (random.NextSingle() * size)), random.Next(classes), random.Next(1, 2000) / 2000f, i);
        }

        return boxes;
    }

    /// <summary>The definition, box against box.</summary>
    private static List<int> BruteForce(BoxBuffer boxes, bool perClass, float iou, int most)
    {
        var order = Enumerable.Range(0, boxes.Count).OrderByDescending(i => boxes.Scores[i]).ThenBy(i => i).ToList();
        var kept = new List<int>();
        foreach (var i in order)
        {
            var covered = false;
            foreach (var k in kept)
            {
                if (perClass && boxes.Classes[i] != boxes.Classes[k]) continue;
                var (a, b) = (boxes.Box(i), boxes.Box(k));
                var w = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left);
                var h = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top);
                var shared = w <= 0 || h <= 0 ? 0 : w * h;
                var (areaA, areaB) = ((a.Right - a.Left) * (a.Bottom - a.Top), (b.Right - b.Left) * (b.Bottom - b.Top));
                if (shared > iou * (areaA + areaB - shared)) covered = true;
            }

            if (!covered) kept.Add(i);
        }

        return [.. kept.Take(most)];
    }

    [Theory]
    [InlineData(1, 10_000, 80, 100, 0.45f, true)]
    [InlineData(2, 10_000, 1, 60, 0.3f, true)]
    [InlineData(3, 10_000, 80, 300, 0.5f, false)]
    [InlineData(4, 3_000, 3, 500, 0.0f, true)]
    [InlineData(5, 3_000, 3, 500, 1.0f, false)]
    public void Select_RandomBoxes_GivesWhatBruteForceGives(int seed, int count, int classes, float size, float iou, bool perClass)
    {
        var boxes = Random(seed, count, classes, size);
        var selection = new BoxSelection();

        selection.Select(boxes, perClass ? NmsKind.PerClass : NmsKind.AllClasses, iou, int.MaxValue);

        Assert.Equal(BruteForce(boxes, perClass, iou, int.MaxValue), selection.Kept.ToArray());
    }

    [Theory]
    [InlineData(NmsKind.PerClass)]
    [InlineData(NmsKind.AllClasses)]
    public void Select_ALimit_KeepsTheBest(NmsKind kind)
    {
        var boxes = Random(9, 2000, 5, 50);
        var selection = new BoxSelection();

        selection.Select(boxes, kind, 0.45f, 17);

        Assert.Equal(BruteForce(boxes, kind == NmsKind.PerClass, 0.45f, 17), selection.Kept.ToArray());
    }

    [Fact]
    public void Select_WithoutSuppression_OrdersByScore()
    {
        var boxes = Random(7, 500, 5, 500);
        var selection = new BoxSelection();

        selection.Select(boxes, NmsKind.None, 0.45f, 100);

        Assert.Equal(Enumerable.Range(0, 500).OrderByDescending(i => boxes.Scores[i]).ThenBy(i => i).Take(100), selection.Kept.ToArray());
    }

    [Fact]
    public void Select_UsedAgain_ForgetsTheLastImage()
    {
        var selection = new BoxSelection();
        selection.Select(Random(1, 3000, 5, 200), NmsKind.PerClass, 0.45f, 300);
        var few = Random(2, 20, 2, 200);

        selection.Select(few, NmsKind.PerClass, 0.45f, 300);

        Assert.Equal(BruteForce(few, true, 0.45f, 300), selection.Kept.ToArray());
        selection.Select(new BoxBuffer(1), NmsKind.AllClasses, 0.45f, 300);
        Assert.Equal(0, selection.KeptCount);
    }
}
