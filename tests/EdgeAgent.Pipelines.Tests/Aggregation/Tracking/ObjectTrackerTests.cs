using EdgeAgent.Core.Events;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Aggregation.Tracking;

namespace EdgeAgent.Pipelines.Tests.Aggregation.Tracking;

/// <summary>Synthetic scenes of 640 x 480 at 10 frames a second, seen by a detector that trembles, misses and imagines.</summary>
public sealed class ObjectTrackerTests
{
    private const double Rate = 10;

    private static List<TrackChange> Run(TrackRules rules, int frames, Func<int, IEnumerable<Detection>> scene, string end = "end-of-input")
    {
        var (tracker, changes) = (new ObjectTracker(rules, Rate, 640, 480), new List<TrackChange>());
        for (var frame = 0; frame < frames; frame++) tracker.Add(frame, scene(frame).ToArray(), changes);
        tracker.End(end, changes);
        return changes;
    }

    private static Detection At(double x, double y, double size = 60, double score = 0.8, int label = 0) =>
        new(ImageBox.FromCenter((float)x, (float)y, (float)size, (float)size), label, (float)score, 0);

    private static Detection Tremble(Random random, in Detection detection)
    {
        float Off() => ((random.NextSingle() * 2) - 1) * 3;
        var box = detection.Box;
        return detection with { Box = new ImageBox(box.Left + Off(), box.Top + Off(), box.Right + Off(), box.Bottom + Off()), Score = Math.Clamp(detection.Score + ((random.NextSingle() - 0.5f) * 0.2f), 0, 1) };
    }

    private static IEnumerable<TrackChange> Of(IEnumerable<TrackChange> changes, EventState state) => changes.Where(c => c.State == state);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Add_TwoThatCross_AreTwoEventsWhosePathsGoStraightOn(int seed)
    {
        var random = new Random(seed);
        var changes = Run(new TrackRules(), 100, frame =>
        {
            var (a, b) = (At(40 + (frame * 5.6), 200 + (frame * 0.8)), At(600 - (frame * 5.6), 280 - (frame * 0.8)));

            // While one covers the other, the detector gives one box; and one in ten is missed at any time.
            List<Detection> seen = a.Box.Iou(b.Box) > 0.45 ? [a] : [a, b];
            return seen.Where(_ => random.Next(10) > 0).Select(d => Tremble(random, d));
        });

        Assert.Equal(2, Of(changes, EventState.Open).Count());
        var closed = Of(changes, EventState.Close).OrderBy(c => c.Path[0].Box.CenterX).ToList();
        Assert.Equal(2, closed.Count);
        Assert.True(closed[0].Path[0].Box.CenterX < 100 && closed[0].Box.CenterX > 540, "the one from the left did not arrive at the right");
        Assert.True(closed[1].Path[0].Box.CenterX > 540 && closed[1].Box.CenterX < 100, "the one from the right did not arrive at the left");
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Add_ManyInLanes_AreCountedOnce(int seed)
    {
        // Twelve objects in three lanes, both ways, entering one after the other; every fifth detection is missed, ghosts appear for one frame.
        var random = new Random(seed);
        var changes = Run(new TrackRules(), 300, frame =>
        {
            var seen = new List<Detection>();
            for (var i = 0; i < 12; i++)
            {
                var x = ((frame - (i * 15)) * 6) - 30;
                if (x is < 0 or > 640) continue;
                if (random.Next(5) > 0) seen.Add(Tremble(random, At(i % 2 == 0 ? x : 640 - x, 100 + (i % 3 * 120), 50)));
            }

            if (random.Next(20) == 0) seen.Add(At(random.Next(600), random.Next(440), 40, 0.55));
            return seen;
        });

        Assert.Equal(12, Of(changes, EventState.Open).Count());
        Assert.Equal(12, Of(changes, EventState.Close).Count());
    }

    [Fact]
    public void Add_SameDetections_GiveTheSameChanges()
    {
        static List<TrackChange> Once()
        {
            var random = new Random(5);
            return Run(new TrackRules(), 200, frame => [Tremble(random, At(40 + (frame * 2.5), 200)), Tremble(random, At(600 - (frame * 2.5), 220))]);
        }

        Assert.Equal(
            Once().Select(c => (c.TrackId, c.State, c.Revision, c.First, c.Last, c.Box, c.Best, c.Mean)),
            Once().Select(c => (c.TrackId, c.State, c.Revision, c.First, c.Last, c.Box, c.Best, c.Mean)));
    }

    [Fact]
    public void Add_AnEvent_OpensUpdatesAndClosesWithItsPlaceInTime()
    {
        var changes = Run(new TrackRules { UpdateSeconds = 2 }, 100, frame => frame is >= 10 and < 60 ? [At(100 + (frame * 4), 200, score: frame == 30 ? 0.95 : 0.8)] : []);

        Assert.Equal(EventState.Open, changes[0].State);
        Assert.Equal(EventState.Close, changes[^1].State);
        Assert.Equal(Enumerable.Range(0, changes.Count), changes.Select(c => c.Revision));
        Assert.All(changes, c => Assert.Equal(10, c.First));
        Assert.Equal((60, 50, 30L), (changes[^1].Last, changes[^1].Detections, changes[^1].Best.Position));
        Assert.Null(changes[^1].Reason);
        Assert.Equal(2, Of(changes, EventState.Update).Count());
        Assert.True(changes[^1].Path.Count > 5);
        Assert.Equal(10, changes[^1].Path[0].Position);
    }

    [Fact]
    public void Add_LowMedian_IsNoEvent() =>
        Assert.Empty(Run(new TrackRules(), 50, frame => [At(100 + frame, 200, score: frame % 5 == 0 ? 0.9 : 0.52)]));

    [Fact]
    public void Add_TwoDetectionsOnly_AreNoEvent() => Assert.Empty(Run(new TrackRules(), 50, frame => frame < 2 ? [At(100, 200)] : []));

    [Fact]
    public void Add_WeakDetections_ContinueButDoNotBegin()
    {
        var changes = Run(new TrackRules(), 60, frame => [At(100 + frame, 200, score: frame is > 10 and < 30 ? 0.3 : 0.9), At(400, 400, score: 0.4)]);

        Assert.Single(Of(changes, EventState.Open));
        Assert.Equal(60, changes[^1].Detections);
    }

    [Fact]
    public void Add_HiddenForLong_IsAnotherEvent()
    {
        var changes = Run(new TrackRules { MaxMissingSeconds = 1.5 }, 100, frame => frame is < 30 or > 60 ? [At(200, 200)] : []);

        Assert.Equal(2, Of(changes, EventState.Open).Count());
        Assert.Equal(30, Of(changes, EventState.Close).First().Last);
    }

    [Fact]
    public void Add_FramesThatWereNotAnalysed_CountAsTime()
    {
        var (tracker, changes) = (new ObjectTracker(new TrackRules(), Rate, 640, 480), new List<TrackChange>());

        // Every fourth frame: the object moves further than its box between images, and is still one.
        for (var frame = 0; frame < 100; frame += 4) tracker.Add(frame, [At(20 + (frame * 5), 200, 40)], changes);
        tracker.End("gap", changes);

        Assert.Single(Of(changes, EventState.Open));
        Assert.Equal(("gap", 97L), (changes[^1].Reason, changes[^1].Last));
    }

    [Fact]
    public void Add_StandingStill_IsToldOnceAndAgainWhenItMoves()
    {
        var random = new Random(3);
        var changes = Run(new TrackRules { StationarySeconds = 5, UpdateSeconds = 1000 }, 300, frame =>
            [Tremble(random, At(frame < 50 ? 100 + (frame * 2) : frame < 200 ? 200 : 200 + ((frame - 200) * 4), 200))]);

        Assert.Equal([true, false], Of(changes, EventState.Update).Select(c => c.IsStationary));
        Assert.Single(Of(changes, EventState.Open));
    }

    [Fact]
    public void Add_Zones_AreEnteredAndLeftOnce()
    {
        Assert.True(Polygon.TryParse("0.4,0, 0.6,0, 0.6,1, 0.4,1", out var middle, out _));
        var rules = new TrackRules { Zones = [new TrackZone("gate", middle!)], UpdateSeconds = 1000, StationarySeconds = 1000 };
        var random = new Random(4);

        var changes = Run(rules, 120, frame => [Tremble(random, At(20 + (frame * 5), 200))]);

        Assert.Equal(["gate", ""], Of(changes, EventState.Update).Select(c => string.Join(',', c.Zones)));
    }

    [Fact]
    public void Add_RequiredZone_MakesTheEventWait()
    {
        Assert.True(Polygon.TryParse("0.5,0, 1,0, 1,1, 0.5,1", out var right, out _));
        var rules = new TrackRules { Zones = [new TrackZone("right", right!) { Required = true, Classes = [0] }] };

        var changes = Run(rules, 60, frame => [At(100 + (frame * 6), 200), At(100, 400), At(200, 100, label: 1)]);

        Assert.Equal([1, 0], Of(changes, EventState.Open).Select(c => c.ClassIndex));
        Assert.Equal(0, Of(changes, EventState.Open).Last().First);
    }

    [Fact]
    public void Add_Mask_HidesWhatStandsInIt()
    {
        Assert.True(Polygon.TryParse("0,0, 0.5,0, 0.5,1, 0,1", out var left, out _));

        var changes = Run(new TrackRules { Masks = [left!] }, 20, _ => [At(100, 200), At(500, 200)]);

        Assert.Single(Of(changes, EventState.Open));
        Assert.True(changes[0].Box.CenterX > 400);
    }

    [Fact]
    public void Add_LimitsOfAClass_AreKept()
    {
        var rules = new TrackRules
        {
            Limits = new TrackLimits { MinArea = 0.005f },
            PerClass = new Dictionary<int, TrackLimits> { [1] = new() { Report = false }, [2] = new() { MaxTracks = 1 }, [3] = new() { MinRatio = 2 } },
        };

        var changes = Run(rules, 20, _ =>
            [At(60, 60), At(200, 60, 20), At(300, 60, label: 1), At(400, 60, label: 2), At(500, 60, label: 2), At(60, 300, label: 3)]);

        Assert.Equal([0, 2], Of(changes, EventState.Open).Select(c => c.ClassIndex));
    }

    [Fact]
    public void Add_LongerThanMaximum_IsCutAndContinued()
    {
        var changes = Run(new TrackRules { MaxSeconds = 3, UpdateSeconds = 1000, StationarySeconds = 1000 }, 70, _ => [At(200, 200)]);

        Assert.Equal(["max-length", "max-length", "end-of-input"], Of(changes, EventState.Close).Select(c => c.Reason));
        Assert.Equal([-1L, 0L, 30L], Of(changes, EventState.Open).Select(c => c.Continues));
        Assert.All(Of(changes, EventState.Open), c => Assert.Equal(0, c.Revision));
    }

    [Fact]
    public void Add_PositionThatDoesNotGrow_IsRefused()
    {
        var tracker = new ObjectTracker(new TrackRules(), Rate, 640, 480);
        tracker.Add(5, [], []);

        Assert.Throws<ArgumentOutOfRangeException>(() => tracker.Add(5, [], []));
    }

    [Fact]
    public void Solve_RandomCosts_GivesTheCheapestOfAllAssignments()
    {
        var (random, assignment) = (new Random(1), new Assignment());
        for (var trial = 0; trial < 300; trial++)
        {
            var (rows, columns) = (random.Next(1, 6), 0);
            columns = random.Next(rows, 7);
            var cost = Enumerable.Range(0, rows * columns).Select(_ => (double)random.Next(100)).ToArray();

            var solved = assignment.Solve(cost, rows, columns).ToArray();

            Assert.Equal(rows, solved.Distinct().Count());
            Assert.Equal(Cheapest(cost, rows, columns, 0, []), solved.Select((column, row) => cost[(row * columns) + column]).Sum());
        }
    }

    private static double Cheapest(double[] cost, int rows, int columns, int row, HashSet<int> used) =>
        row == rows ? 0 : Enumerable.Range(0, columns).Where(c => !used.Contains(c)).Min(c => cost[(row * columns) + c] + Cheapest(cost, rows, columns, row + 1, [.. used, c]));

    [Theory]
    [InlineData("0,0,1,1", "at least 3 corners")]
    [InlineData("0,0,1,1,0.5", "at least 3 corners")]
    [InlineData("0,0,1,1,0.5,1.5", "must be two fractions of the image")]
    [InlineData("0,0,1,1,x,1", "must be two fractions of the image")]
    public void TryParse_NoPolygon_SaysWhatWouldBeRight(string text, string sentence)
    {
        Assert.False(Polygon.TryParse(text, out _, out var problem));
        Assert.Contains(sentence, problem, StringComparison.Ordinal);
    }
}
