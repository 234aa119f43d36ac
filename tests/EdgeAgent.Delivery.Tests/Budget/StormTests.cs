using EdgeAgent.Delivery.Budget;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Tests.Budget;

/// <summary>More events than a metered link carries: what goes, what is folded, and that nothing is lost in silence.</summary>
public sealed class StormTests
{
    private const long Megabyte = 1_000_000;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    [Fact]
    public void Storm_ThousandASecondForTenMinutes_StaysInsideAndIsDeclared()
    {
        var run = new BudgetRun(new BudgetOptions { MegabytesPerDay = 1 });
        run.Steps(TimeSpan.FromMinutes(10), Second, _ =>
        {
            for (var i = 0; i < 1000; i++) run.Event("ship");
        });
        run.Steps(Day, Minute);

        Assert.InRange(run.WorstDay, Megabyte / 20, Megabyte);
        Assert.Equal(0, run.Outbox.Pending);
        // Delivered and declared are what was produced, and every declaration arrived.
        Assert.Equal(600_000, run.Outbox.Rows.LongCount(row => row.Message.Kind == MessageKind.Close));
        Assert.Equal(run.Outbox.Rows.Count, run.Outbox.Count(Settlement.Acknowledged) + run.Outbox.DeclaredMessages);
        Assert.All(run.Outbox.Rows.Where(row => row.Message.Kind == MessageKind.Gap), row => Assert.Equal(Settlement.Acknowledged, row.Outcome));
        Assert.All(run.Outbox.Declared, record => Assert.Equal(("storm", "reef", "ship"), (record.Cause, record.Pipeline, record.Label)));
        Assert.Equal(run.Outbox.DeclaredMessages, run.Outbox.Declared.Sum(record => record.Lost!.Events + record.Lost.Updates));
        Assert.All(run.Outbox.Declared, record => Assert.Equal(0.5, record.Lost!.Peak));
        Assert.All(run.Outbox.Declared, record => Assert.True(record.From <= record.To));
    }

    [Fact]
    public void Storm_OfInterleavedLabels_StaysInsideAndIsDeclaredWithinFourHours()
    {
        var run = new BudgetRun(new BudgetOptions { MegabytesPerDay = 1 });
        string[] labels = ["ship", "shrimp", "rain", "humpback"];
        run.Steps(TimeSpan.FromMinutes(10), Second, _ =>
        {
            for (var i = 0; i < 1000; i++) run.Event(labels[i % 4], pipeline: i % 8 < 4 ? "reef" : "harbour");
        });
        var waited = TimeSpan.Zero;
        for (; run.Outbox.Pending > 0 && waited < TimeSpan.FromHours(4); waited += Minute) run.Step(Minute);

        Assert.Equal(0, run.Outbox.Pending);
        run.Steps(Day, Minute);
        Assert.InRange(run.WorstDay, Megabyte / 20, Megabyte);
        var rows = run.Outbox.Rows;
        Assert.Equal(600_000, rows.LongCount(row => row.Message.Kind == MessageKind.Close));
        Assert.Equal(rows.Count, run.Outbox.Count(Settlement.Acknowledged) + run.Outbox.DeclaredMessages);
        Assert.Equal(run.Outbox.DeclaredMessages, run.Outbox.Declared.Sum(record => record.Lost!.Events + record.Lost.Updates));
        // Labels that alternate are one range, and the counts of each are said.
        var gaps = rows.Where(row => row.Message.Kind == MessageKind.Gap).ToArray();
        Assert.All(gaps, row => Assert.InRange(row.Message.Payload.Length, 100, 5000));
        Assert.Contains(run.Outbox.Declared, record => record.Pipeline.Length == 0 && record.Label is null && record.Detail!.Contains("harbour/humpback 12", StringComparison.Ordinal));
    }

    [Fact]
    public void Records_OfOnePipeline_NameItAndCountItsLabels()
    {
        var run = new BudgetRun(new BudgetOptions { EventsPerHourPerLabel = 1 });
        for (var i = 0; i < 101; i++) run.Event("ship");
        for (var i = 0; i < 51; i++) run.Event("rain");
        run.Step(Second);
        run.Steps(TimeSpan.FromMinutes(3), Minute);

        var record = Assert.Single(run.Outbox.Declared);
        Assert.Equal(("storm", "reef", null, "more than the link's budget carries: ship 100, rain 50"), (record.Cause, record.Pipeline, record.Label, record.Detail));
        Assert.Equal(150, record.Lost!.Events);
    }

    [Fact]
    public void Storm_ForDays_StaysInsideInEvery24Hours()
    {
        var run = new BudgetRun(new BudgetOptions { MegabytesPerDay = 0.5 });
        run.Steps(Day * 3, Minute, step =>
        {
            run.Board.Post("edge/buoy-7/health/reef", new byte[400]);
            for (var i = 0; i < 40; i++) run.Event(i % 4 == 0 ? "ship" : "shrimp");
        });

        Assert.InRange(run.WorstDay, Megabyte / 4, Megabyte / 2);
        // The budget is used: events go on through a storm.
        Assert.InRange(run.Counters.Acknowledged, 500, 100_000);
        Assert.True(run.Outbox.Declared.Count < 400, $"{run.Outbox.Declared.Count} records");
    }

    [Fact]
    public void Storm_OfOneLabel_RareLabelStillGoesThrough()
    {
        var run = new BudgetRun(new BudgetOptions { MegabytesPerDay = 1 });
        run.Steps(TimeSpan.FromHours(12), Minute, minute =>
        {
            for (var i = 0; i < 100; i++) run.Event("ship");
            if (minute % 30 == 0) run.Event("humpback");
        });

        var rare = run.Outbox.Rows.Where(row => row.Message.Label == "humpback" && row.Message.Kind != MessageKind.Gap).ToArray();
        Assert.Equal(24, rare.Length);
        Assert.All(rare, row => Assert.Equal(Settlement.Acknowledged, row.Outcome));
        Assert.InRange(run.WorstDay, 0, Megabyte);
    }

    [Fact]
    public void Level_BelowHalf_UpdatesAreFoldedFirst()
    {
        var run = new BudgetRun(new BudgetOptions { MegabytesPerDay = 1 });
        // Half full at first, so that the first bytes end the time of plenty; every third message is an update.
        for (var i = 0; i < 25; i++)
        {
            run.Event("humpback", $"e{i}", MessageKind.Open);
            run.Event("humpback", $"e{i}", MessageKind.Update, 1);
            run.Event("humpback", $"e{i}", MessageKind.Close, 2);
        }

        run.Step(Second);
        run.Steps(TimeSpan.FromMinutes(3), Minute);

        Assert.Equal(BudgetTier.Half, run.Dispatcher.Budget.Tier);
        var updates = run.Outbox.Rows.Where(row => row.Message.Kind == MessageKind.Update).ToArray();
        Assert.Contains(updates, row => row.Outcome == Settlement.Dropped);
        Assert.All(run.Outbox.Rows.Where(row => row.Message.Kind is MessageKind.Open or MessageKind.Close), row => Assert.Equal(Settlement.Acknowledged, row.Outcome));
        Assert.All(run.Outbox.Declared, record => Assert.Equal(0, record.Lost!.Events));
    }

    [Fact]
    public void Records_OfALongStorm_ComeAtGrowingIntervals()
    {
        var run = new BudgetRun(new BudgetOptions { EventsPerHourPerLabel = 1 });
        var minutes = new List<int>();
        run.Steps(TimeSpan.FromHours(6), Minute, minute =>
        {
            run.Event("ship");
            if (minutes.Count < run.Outbox.Declared.Count) minutes.Add(minute);
        });

        var steps = minutes.Zip(minutes.Skip(1), (a, b) => b - a).ToArray();
        // One, two, four … minutes and then an hour, each counted from the first event folded.
        Assert.InRange(steps[0], 2, 3);
        Assert.All(steps.Zip(steps.Skip(1)), pair => Assert.True(pair.Second >= pair.First, string.Join(' ', steps)));
        Assert.InRange(steps[^1], 60, 62);
    }

    [Fact]
    public void Gathered_AtTheBound_IsDeclaredEarly()
    {
        var run = new BudgetRun(new BudgetOptions { EventsPerHourPerLabel = 1 });
        for (var i = 0; i < 25_000; i++) run.Event("ship");
        run.Step(Second);

        Assert.Equal(2, run.Outbox.Declared.Count);
        Assert.All(run.Outbox.Declared, record => Assert.Equal(Folder.Largest, record.Lost!.Events));
    }

    [Fact]
    public void Reconnect_WithGatheredMessages_LosesNone()
    {
        var run = new BudgetRun(new BudgetOptions { EventsPerHourPerLabel = 1 });
        for (var i = 0; i < 100; i++) run.Event("ship");
        run.Step(Second);
        run.Dispatcher.End();
        run.Dispatcher.Begin(run.Link, new Interop.Mosquitto.MosquittoConnected { SendWindow = 100 });
        run.Steps(TimeSpan.FromMinutes(5), Minute);

        Assert.Equal(1, run.Outbox.Rows.Count(row => row.Message.Kind == MessageKind.Close && row.Outcome == Settlement.Acknowledged));
        Assert.Equal(99, run.Outbox.DeclaredMessages);
        Assert.Equal(0, run.Outbox.Pending);
    }

    [Fact]
    public void Reconnect_BeforeTheRecordIsDue_DeclaresWhatWasFolded()
    {
        var run = new BudgetRun(new BudgetOptions { EventsPerHourPerLabel = 1 });
        for (var flap = 1; flap <= 3; flap++)
        {
            for (var i = 0; i < 100; i++) run.Event("ship");
            run.Step(Second);
            run.Dispatcher.End();
            run.Dispatcher.Begin(run.Link, new Interop.Mosquitto.MosquittoConnected { SendWindow = 100 });
            Assert.Equal(100 * flap - 1, run.Outbox.DeclaredMessages);
        }

        run.Step(Second);
        Assert.Equal(0, run.Outbox.Pending);
        Assert.Equal(299, run.Dispatcher.Folded);
    }

    [Fact]
    public void Refused_Messages_DoNotHoldTheConnectionUp()
    {
        var run = new BudgetRun(new BudgetOptions());
        for (var i = 0; i < 5000; i++) run.Event("ship");
        run.Dispatcher.End();
        run.Dispatcher.Begin(run.Link, new Interop.Mosquitto.MosquittoConnected { SendWindow = 100, MaximumPacketSize = 200 });

        // A part of them in one go, and it asks to go on.
        Assert.InRange(run.Outbox.Count(Settlement.Refused), 1, 2000);
        Assert.True(run.Link.Woken);
        run.Step(Second);
        Assert.Equal(5000, run.Outbox.Count(Settlement.Refused));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    public void EventsPerHour_ManyEvents_AreDeliveredWholeOrNotAtAll(int limit)
    {
        var run = new BudgetRun(new BudgetOptions { EventsPerHourPerLabel = limit });
        run.Steps(TimeSpan.FromHours(3), Minute, minute =>
        {
            for (var i = 0; i < 5; i++)
                foreach (var label in new[] { "ship", "humpback" })
                {
                    run.Event(label, $"{label}{minute}.{i}", MessageKind.Open);
                    run.Event(label, $"{label}{minute}.{i}", MessageKind.Update, 1);
                    run.Event(label, $"{label}{minute}.{i}", MessageKind.Close, 2);
                }
        });

        foreach (var label in new[] { "ship", "humpback" })
        {
            var events = run.Outbox.Rows.Where(row => row.Message.Label == label && row.Message.Kind != MessageKind.Gap).GroupBy(row => row.Message.Id).ToArray();
            Assert.All(events, revisions => Assert.Single(revisions.Select(row => row.Outcome == Settlement.Acknowledged).Distinct()));
            var delivered = events.Where(revisions => revisions.First().Outcome == Settlement.Acknowledged).Select(revisions => int.Parse(revisions.Key.Replace(label, "", StringComparison.Ordinal).Split('.')[0], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            Assert.InRange(delivered.Length, Math.Max(1, 3 * limit / 2), 3 * limit);
            for (var from = 0; from < 120; from++) Assert.InRange(delivered.Count(minute => minute >= from && minute < from + 60), 0, limit);
        }
    }

    [Fact]
    public void Expired_Messages_AreDeclaredAndNeverSent()
    {
        var run = new BudgetRun(new BudgetOptions(), new MessageExpiry { Updates = TimeSpan.FromMinutes(10) });
        run.Dispatcher.End();
        run.Event("ship", "e", MessageKind.Open);
        run.Event("ship", "e", MessageKind.Update, 1);
        run.Event("ship", "e", MessageKind.Close, 2);
        run.Time.Advance(TimeSpan.FromHours(1));
        run.Dispatcher.Begin(run.Link, new Interop.Mosquitto.MosquittoConnected { SendWindow = 100 });
        run.Steps(TimeSpan.FromMinutes(3), Minute);

        var record = Assert.Single(run.Outbox.Declared);
        Assert.Equal(("expired", 0L, 1L), (record.Cause, record.Lost!.Events, record.Lost.Updates));
        Assert.Equal(3, run.Outbox.Count(Settlement.Acknowledged));
    }

    [Fact]
    public void Documents_AsTheLevelFalls_ComeMoreRarely()
    {
        var run = new BudgetRun(new BudgetOptions { MegabytesPerDay = 1 });
        run.Dispatcher.Budget.Spend(55_000);
        Assert.Equal(BudgetTier.Half, run.Dispatcher.Budget.Tier);
        run.Steps(TimeSpan.FromHours(1), Minute, minute => run.Board.Post("edge/buoy-7/health/reef", System.Text.Encoding.UTF8.GetBytes($"{minute}")));

        Assert.InRange(run.Link.Documents.Count(document => document.Topic.EndsWith("health/reef", StringComparison.Ordinal)), 5, 7);
    }

    [Fact]
    public void Level_OverRestarts_IsKeptAndACrashGainsNothing()
    {
        var run = new BudgetRun(new BudgetOptions { MegabytesPerDay = 1 });
        run.Dispatcher.Budget.Spend(100_000);
        var left = run.Dispatcher.Budget.Left!.Value;

        var crashed = new ByteBudget(1, run.Outbox, run.Time);
        Assert.InRange(crashed.Left!.Value, left - Megabyte / 4 / 50, left);

        run.Dispatcher.Budget.Close();
        var restarted = new ByteBudget(1, run.Outbox, run.Time);
        Assert.InRange(restarted.Left!.Value, left - 1, left);
    }

    [Fact]
    public void Reserve_EventsAreHeldBackAndGapRecordsGo()
    {
        var run = new BudgetRun(new BudgetOptions { MegabytesPerDay = 1 });
        run.Dispatcher.Budget.Spend((int)run.Dispatcher.Budget.Left!.Value - 10_000);
        Assert.Equal(BudgetTier.Reserve, run.Dispatcher.Budget.Tier);
        run.Event("ship");
        run.Outbox.AcceptGap(new Core.Events.GapRecord("reef", "hydrophone-1", "source-stalled", null, null, Core.Events.GapLoss.OfInput(3), null));
        run.Step(Second);

        Assert.Null(run.Outbox.Row(1).Outcome);
        Assert.Equal(Settlement.Acknowledged, run.Outbox.Row(2).Outcome);
    }
}
