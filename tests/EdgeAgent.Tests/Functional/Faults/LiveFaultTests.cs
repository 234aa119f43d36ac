using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeAgent.Tests.Functional.Faults;

/// <summary>Faults of every kind at seeded moments, in several sources at once, while the real agent listens: it stays up, says every one of them, hears again soon, and the time adds up.</summary>
public sealed class LiveFaultTests(ITestOutputHelper output)
{
    private static readonly LiveFaultKind[] OfRecorders =
        [LiveFaultKind.Killed, LiveFaultKind.Stopped, LiveFaultKind.Stalled, LiveFaultKind.Torn, LiveFaultKind.WrongRate, LiveFaultKind.Garbage, LiveFaultKind.Frozen, LiveFaultKind.Exits, LiveFaultKind.DeviceGone];

    private static readonly LiveFaultKind[] OfServers = [LiveFaultKind.ServerRestart, LiveFaultKind.NetworkCut];

    [Fact]
    public async Task Run_EveryFaultAtSeededMoments_IsToldIsOverAndTheTimeAddsUp()
    {
        var plan = LiveFaultPlan.FromEnvironment();
        using var box = new FaultyBox(recorders: 4, servers: 2);
        await box.StartAsync();
        var (descriptors, children) = (box.Descriptors(), box.Children());
        var random = new Random(plan.Seed);
        var trials = Deal(OfRecorders, box.Recorders, plan, random).Concat(Deal(OfServers, box.Servers, plan, random)).Where(t => plan.Wants(t.Kind)).ToArray();
        var done = (await Task.WhenAll(trials.GroupBy(t => t.Pipeline).Select(list => OneByOneAsync(box, [.. list], plan, new Random(plan.Seed + list.Key.GetHashCode(StringComparison.Ordinal)))))).SelectMany(list => list).ToList();
        if (box.HasClock && plan.Wants(LiveFaultKind.ClockStep))
            for (var i = 0; i < 2 * plan.Each; i++) done.Add(await StepAsync(box, i));
        if (box.HasDisk && plan.Wants(LiveFaultKind.DiskFull))
            for (var i = 0; i < plan.Each; i++) done.Add(await FillDiskAsync(box, box.Recorders[i % box.Recorders.Count]));
        // Whoever else works on this machine is starved too, so that a few moments must do.
        for (var i = 0; plan.Wants(LiveFaultKind.Starved) && i < Math.Min(plan.Each, 5); i++) done.Add(await StarveAsync(box, plan));

        await FaultyBox.WaitAsync(() => Task.FromResult(Gaps(box).GroupBy(Pipeline).All(list => list.Count(g => g["to"] is null) == list.Count(g => g["to"] is not null))), "every source is back");
        var status = await box.StatusAsync();
        var declared = box.Pipelines.ToDictionary(name => name, name => Gaps(box).Concat(Skipped(box)).Where(g => Pipeline(g) == name).Sum(g => (double?)g["lost"]?["seconds"] ?? 0));
        Assert.Equal(children, box.Children());
        Assert.InRange(box.Descriptors(), 0, descriptors + 8);
        box.Agent.Signal("TERM");
        (await box.Agent.EndAsync()).Exits(0);
        Assert.Equal(0, box.Children());

        output.WriteLine(LiveFaultTable.Text(done));
        foreach (var (name, elapsed, analysed, _) in status)
        {
            var faults = done.Where(d => d.Pipeline == name).ToArray();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {elapsed:F1} s passed, {analysed:F1} s analysed, {declared[name]:F1} s declared, {faults.Length} faults"));
            // A source that is too fast gives more sound than time until that is noticed.
            var surplus = faults.Count(f => f.Kind == LiveFaultKind.WrongRate) * 0.7 * 3 * FaultyBox.Watchdog;
            Assert.InRange(analysed + declared[name] - elapsed, -(1.0 * (faults.Length + 1)), (1.0 * (faults.Length + 1)) + surplus);
        }

        if (!plan.IsSoak) return;
        Assert.All(done, d => Assert.True(d.ToldSeconds <= 2 * FaultyBox.Watchdog + d.Slack, $"{d.Kind} at {d.Pipeline} was told after {d.ToldSeconds:F1} s"));
        Assert.All(done, d => Assert.True(d.BackSeconds <= 5, $"{d.Kind} at {d.Pipeline} was heard again {d.BackSeconds:F1} s after it could be"));
    }

    // Each kind as often as the plan says, dealt to the pipelines in an order of the seed.
    private static IEnumerable<(LiveFaultKind Kind, string Pipeline)> Deal(LiveFaultKind[] kinds, IReadOnlyList<string> pipelines, LiveFaultPlan plan, Random random)
    {
        var all = Enumerable.Repeat(kinds, plan.Each).SelectMany(k => k).ToArray();
        random.Shuffle(all);
        return all.Select((kind, i) => (kind, pipelines[i % pipelines.Count]));
    }

    private static async Task<List<LiveFaultResult>> OneByOneAsync(FaultyBox box, (LiveFaultKind Kind, string Pipeline)[] trials, LiveFaultPlan plan, Random moments)
    {
        var results = new List<LiveFaultResult>();
        foreach (var (kind, pipeline) in trials)
        {
            await Task.Delay(TimeSpan.FromSeconds(0.5 + (2 * moments.NextDouble())), TestContext.Current.CancellationToken);
            var before = Of(box, pipeline).Count;
            var began = TimeProvider.System.GetTimestamp();
            var back = InjectAsync();
            await FaultyBox.WaitAsync(() => Task.FromResult(Of(box, pipeline).Count > before), $"{kind} at {pipeline} is told");
            var told = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            var isBack = Math.Max(await back, told);
            await FaultyBox.WaitAsync(() => Task.FromResult(Of(box, pipeline) is var gaps && gaps.Count > before + 1 && gaps[^1]["to"] is not null), $"{pipeline} is heard again after {kind}");
            results.Add(new LiveFaultResult(kind, pipeline, told, TimeProvider.System.GetElapsedTime(began).TotalSeconds - isBack));

            async Task<double> InjectAsync()
            {
                await box.InjectAsync(kind, pipeline, plan.OutageSeconds);
                return TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            }
        }

        return results;
    }

    private static async Task<LiveFaultResult> StepAsync(FaultyBox box, int index)
    {
        var before = Steps(box);
        var began = TimeProvider.System.GetTimestamp();
        await box.InjectAsync(LiveFaultKind.ClockStep, box.Recorders[index % 2], 0);
        await FaultyBox.WaitAsync(() => Task.FromResult(Steps(box) > before), "the clock's step is told");
        return new LiveFaultResult(LiveFaultKind.ClockStep, "", TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0);

        static int Steps(FaultyBox box) => AgentEvents.Gaps(box.Agent.OutputLines).Count(g => (string?)g["cause"] == "clock-step");
    }

    // Both are counted from the end of the call: until then there is nothing to be kept.
    private static async Task<LiveFaultResult> FillDiskAsync(FaultyBox box, string pipeline)
    {
        var told = await CallAsync(isFull: true, "refused");
        return new LiveFaultResult(LiveFaultKind.DiskFull, pipeline, told, await CallAsync(isFull: false, "kept again"));

        async Task<double> CallAsync(bool isFull, string what)
        {
            var (told, closed) = (Told().Count, Ended().Closed);
            await box.CallAsync(pipeline, isFull);
            var began = TimeProvider.System.GetTimestamp();
            await FaultyBox.WaitAsync(() => Task.FromResult(Told().Count > told), $"a clip of {pipeline} is {what}");
            var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            // Every label has an event of its own, with a clip of its own.
            await FaultyBox.WaitAsync(() => Task.FromResult(Ended() is var events && events.Opened == events.Closed && events.Closed > closed), $"the events of {pipeline} have ended");
            Assert.Equal(isFull, Told()[^1]["to"] is null);
            return seconds;
        }

        (int Opened, int Closed) Ended()
        {
            var events = AgentEvents.Parse(box.Agent.OutputLines).FindAll(e => e["state"] is not null && Pipeline(e) == pipeline);
            return (events.Select(e => e.Id()).Distinct().Count(), events.Count(e => (string?)e["state"] == "close"));
        }

        List<JsonObject> Told() => AgentEvents.Gaps(box.Agent.OutputLines).FindAll(g => (string?)g["cause"] == "evidence-refused" && Pipeline(g) == pipeline);
    }

    // Nothing need be told of it: either the agent keeps up all the same, or what it skips is declared.
    private static async Task<LiveFaultResult> StarveAsync(FaultyBox box, LiveFaultPlan plan)
    {
        await FaultyBox.StarveAsync(plan.StarvedSeconds);
        var began = TimeProvider.System.GetTimestamp();
        var before = (await box.StatusAsync()).ToDictionary(p => p.Name, p => p.Windows);
        await FaultyBox.WaitAsync(async () => (await box.StatusAsync()).All(p => p.Windows > before[p.Name]), "every hydrophone is heard after the cores were busy");
        return new LiveFaultResult(LiveFaultKind.Starved, "", 0, TimeProvider.System.GetElapsedTime(began).TotalSeconds);
    }

    private static List<JsonObject> Of(FaultyBox box, string pipeline) => Gaps(box).FindAll(g => Pipeline(g) == pipeline);

    private static List<JsonObject> Gaps(FaultyBox box) => AgentEvents.Gaps(box.Agent.OutputLines).FindAll(g => (string?)g["cause"] is not ("overload" or "clock-step" or "clock-set" or "evidence-refused"));

    private static List<JsonObject> Skipped(FaultyBox box) => AgentEvents.Gaps(box.Agent.OutputLines).FindAll(g => (string?)g["cause"] == "overload");

    private static string Pipeline(JsonObject gap) => (string)gap["pipeline"]!;
}
