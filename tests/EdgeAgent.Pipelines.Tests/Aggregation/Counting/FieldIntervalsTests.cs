using EdgeAgent.Pipelines.Aggregation.Counting;

namespace EdgeAgent.Pipelines.Tests.Aggregation.Counting;

public sealed class FieldIntervalsTests : IDisposable
{
    private static readonly DateTimeOffset Midnight = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly CountOptions Options = new()
    {
        Interval = TimeSpan.FromHours(3), Sampler = new SamplerSettings { FlowLitersPerMinute = 10, ExposureMinutes = 1440, DepositSquareMillimeters = 672, MicrometersPerPixel = 0.5 },
    };

    private readonly TemporaryFolder _folder = new();
    private readonly List<(IntervalCount Interval, int Listed)> _told = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Enter_FieldOfAnotherInterval_TellsTheOneBeforeOnTheGridOfTheDay()
    {
        var intervals = Intervals(null);
        foreach (var (hour, count) in new[] { (2.9, 1), (2.99, 2), (3.0, 4), (9.5, 8) }) Add(intervals, hour, count);
        intervals.Finish(tells: true);

        Assert.Equal([0.0, 3, 9], _told.Select(t => (t.Interval.From - Midnight).TotalHours));
        Assert.Equal([3L, 4, 8], _told.Select(t => t.Interval.Labels[0].Count));
        Assert.Equal([2, 1, 1], _told.Select(t => t.Listed));
        Assert.Equal([false, false, true], _told.Select(t => t.Interval.IsCut));
    }

    [Fact]
    public void Enter_FieldOfAToldInterval_IsLate()
    {
        var intervals = Intervals(null);
        Add(intervals, 1, 1);
        Add(intervals, 4, 1);

        Assert.False(intervals.Enter(Midnight.AddHours(2)));
        Assert.True(intervals.Enter(Midnight.AddHours(5)));
    }

    [Fact]
    public void Add_PlaceWhereTheStageRests_IsOneLineThatKeepsItsFrames()
    {
        var intervals = Intervals(Ledger());
        Add(intervals, 1, 5);
        for (var i = 0; i < 1000; i++) Add(intervals, 1 + (i * 1e-4), 5, FieldExclusion.Duplicate);
        Add(intervals, 1.5, 2);
        intervals.Finish(tells: true);

        Assert.Equal((3, 7L, 2L), (_told[0].Listed, _told[0].Interval.Labels[0].Count, _told[0].Interval.Fields));
        Assert.Equal((1000L, 250.0), _told[0].Interval.Excluded[FieldExclusion.Duplicate]);
    }

    [Fact]
    public void Resume_AfterACrash_CountsGoOnAndNothingTwice()
    {
        var first = Intervals(Ledger());
        Add(first, 1, 5, name: "a.png");
        Add(first, 2, 3, name: "b.png");
        // A line that the crash cut.
        File.AppendAllText(_folder["ledger"], """{"time":"2026-05-01T02:10""");

        var second = Intervals(Ledger());
        second.Resume();
        Assert.True(second.IsKnown("b.png", Midnight.AddHours(2)));
        Assert.False(second.IsKnown("b.png", Midnight.AddHours(2.5)));
        Add(second, 2.5, 1, name: "c.png");
        Add(second, 3.5, 100, name: "d.png");

        Assert.Equal((9L, 3), (_told.Single().Interval.Labels[0].Count, _told.Single().Listed));
        // What was told stays told over another restart.
        var third = Intervals(Ledger());
        third.Resume();
        Assert.False(third.Enter(Midnight.AddHours(1)));
        Assert.Equal(1, third.Open!.Fields);
    }

    [Fact]
    public void Open_OtherRules_FieldsAreForeignOnce()
    {
        var first = Intervals(Ledger());
        Add(first, 1, 5);

        Assert.Single(Ledger("other").Foreign);
        Assert.Empty(Ledger("other").Foreign);
    }

    [Fact]
    public void Open_GarbageInTheFile_BeginsAnew()
    {
        File.WriteAllBytes(_folder["ledger"], [0, 255, 10, 1, 2]);

        var ledger = Ledger();

        Assert.Empty(ledger.Fields);
        ledger.Add(new FieldCount(Midnight, 10, 10, [new FieldLabel(1)], FieldExclusion.None));
        Assert.Equal(1, Ledger().Fields.Single().Labels[0].Count);
    }

    private FieldIntervals Intervals(FieldLedger? ledger) => new(Options, 1, ledger, (interval, fields) => _told.Add((interval, fields.Count)));

    private FieldLedger Ledger(string rules = "rules") => FieldLedger.Open(_folder["ledger"], rules);

    private static void Add(FieldIntervals intervals, double hour, int count, FieldExclusion exclusion = FieldExclusion.None, string? name = null)
    {
        var field = new FieldCount(Midnight.AddHours(hour), 1000, 1000, [new FieldLabel(count)], exclusion) { Name = name };
        Assert.True(intervals.Enter(field.Time));
        intervals.Add(field);
    }
}
