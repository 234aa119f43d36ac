using FsCheck;
using FsCheck.Fluent;

namespace EdgeAgent.Subscriber.Tests.Ledger;

/// <summary>Random histories of a device with two stores: the ledger finds what a model that keeps every number finds.</summary>
public sealed class LedgerModelTests
{
    private const int Largest = 25;

    private static readonly string[] LaneNames = ["fifo", "live", "backlog", "aside", "gap"];

    private static Gen<Step> Steps { get; } =
        from kind in Gen.Choose(0, 3)
        from store in Gen.Choose(1, 2)
        from sequence in Gen.Choose(1, Largest)
        from pipeline in Gen.Choose(1, 2)
        from lane in Gen.Choose(0, 3)
        from lost in Gen.Choose(1, Largest)
        from length in Gen.Choose(-1, 4)
        from damaged in Gen.Choose(0, 9)
        select new Step(kind == 0, $"s{store}", sequence, $"p{pipeline}", LaneNames[kind == 0 ? 4 : lane], $"s{3 - store}", lost, length < 0 ? null : Math.Min(Largest, lost + length), damaged == 0);

    [Fact]
    public void Report_RandomHistory_AgreesWithTheModel() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(Steps.ListOf().ToArbitrary(), steps =>
    {
        var history = new History();
        var received = new Dictionary<(string Store, long Sequence), string>();
        var declared = new HashSet<(string Store, long Sequence)>();
        var produced = new Dictionary<string, long> { ["s1"] = 0, ["s2"] = 0 };
        var highest = new Dictionary<(string Store, string Pipeline, string Lane), long>();
        var (violations, identical, different) = (0L, 0L, 0L);
        foreach (var step in steps)
        {
            var payload = step.Payload;
            if (step.IsGap) history.TakeGap(payload);
            else history.Take(payload, step.Lane);

            if (received.TryGetValue((step.Store, step.Sequence), out var before))
            {
                if (before == payload) identical++;
                else different++;
                continue;
            }

            received[(step.Store, step.Sequence)] = payload;
            produced[step.Store] = Math.Max(produced[step.Store], step.Sequence);
            if (step.IsGap)
            {
                for (var lost = step.Lost; lost <= (step.LostLast ?? 1000); lost++) declared.Add((step.LostStore, lost));
                produced[step.LostStore] = Math.Max(produced[step.LostStore], step.LostLast ?? step.Lost - 1);
            }

            if (step.Lane == "aside") continue;
            var key = (step.Store, step.Pipeline, step.Lane);
            if (step.Sequence < highest.GetValueOrDefault(key)) violations++;
            else highest[key] = step.Sequence;
        }

        var report = history.Report;
        Assert.Equal((violations, identical, different), (report.OrderViolations, report.Duplicates.Identical, report.Duplicates.Different));
        foreach (var store in report.Stores)
        {
            var missing = Enumerable.Range(1, (int)produced[store.Id]).Where(n => !received.ContainsKey((store.Id, n)) && !declared.Contains((store.Id, n)));
            Assert.Equal(missing, store.Missing.SelectMany(range => Enumerable.Range((int)range.First, (int)(range.Last!.Value - range.First + 1))));
        }
    }));

    private sealed record Step(bool IsGap, string Store, long Sequence, string Pipeline, string Lane, string LostStore, int Lost, int? LostLast, bool Damaged)
    {
        public string Payload => IsGap
            ? History.Gap(Sequence, LostLast is { } last ? $$"""{"store":"{{LostStore}}","first":{{Lost}},"last":{{last}}}""" : $$"""{"store":"{{LostStore}}","first":{{Lost}}}""", Store, Pipeline)
            : History.Event(Sequence, Store, Pipeline, peak: Damaged ? 0.1 : 0.9);
    }
}
