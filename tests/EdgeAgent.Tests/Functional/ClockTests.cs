using System.Globalization;
using System.Text.Json.Nodes;
using EdgeAgent.Pipelines.Time;

namespace EdgeAgent.Tests.Functional;

/// <summary>The daemon under a wall clock that the test sets (libfaketime), with the monotonic clock left as it is.</summary>
public sealed class ClockTests
{
    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public async Task Run_ClockIsSetByAnHour_StreamTimeGoesOnAndTheStepIsTold(int step)
    {
        using var sea = new Sea();
        using var run = await ClockRun.StartAsync(sea, 0);
        var began = DateTimeOffset.UtcNow;
        await run.HearAsync(1);
        await run.Agent.OutputLineAsync("\"close\"");

        run.SetClock(step);
        await run.Agent.OutputLineAsync("clock-step");
        await run.HearAsync(1);
        var result = await run.EndAsync();

        var gap = Assert.Single(AgentEvents.Gaps(result.Output), g => (string?)g["cause"] == "clock-step");
        Assert.InRange((Time(gap, "to") - Time(gap, "from")).TotalSeconds, step - 1, step + 1);
        Assert.Null(gap["lost"]);
        var calls = AgentEvents.Closed(result.Output).Where(e => (string?)e["label"] == "call").ToArray();
        Assert.Equal(2, calls.Length);
        Assert.Single(calls.Select(e => (string)e["stream"]!["id"]!).Distinct());
        Assert.InRange((Time(calls[0], "onset") - began).TotalSeconds, -60, 300);
        Assert.InRange((Time(calls[1], "onset") - began).TotalSeconds, step - 60, step + 300);
        Assert.All(calls, e => Assert.InRange((double)e["durationSeconds"]!, 1, 10));
        Assert.All(calls, e => Assert.InRange((Time(e, "offset") - Time(e, "onset")).TotalSeconds, 0.5, 12));
        Assert.All(calls, e => Assert.NotNull(e["clock"]!["synchronized"]));
    }

    [Fact]
    public async Task Run_BoxBootsIn1970_EventsSayThatTheClockIsNotSynchronized()
    {
        using var sea = new Sea();
        using var run = await ClockRun.StartAsync(sea, -DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 100);
        await run.HearAsync(1);
        await run.Agent.OutputLineAsync("\"close\"");

        run.SetClock(0);
        await run.Agent.OutputLineAsync("clock-step");
        await run.HearAsync(1);
        var result = await run.EndAsync();

        var calls = AgentEvents.Closed(result.Output).Where(e => (string?)e["label"] == "call").ToArray();
        Assert.Equal(2, calls.Length);
        Assert.Equal(1970, Time(calls[0], "onset").Year);
        Assert.False((bool)calls[0]["clock"]!["synchronized"]!);
        Assert.InRange(Time(calls[1], "onset"), DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow.AddMinutes(1));
        // Times of the first event can be put right from the record.
        var gap = Assert.Single(AgentEvents.Gaps(result.Output), g => (string?)g["cause"] == "clock-step");
        Assert.InRange(Time(calls[0], "onset") + (Time(gap, "to") - Time(gap, "from")), DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task Run_AgentIsKilled_TheAnchorsDateItsEventsAgain()
    {
        using var sea = new Sea();
        using var run = await ClockRun.StartAsync(sea, 0);
        await run.HearAsync(1);
        var call = JsonNode.Parse(await run.Agent.OutputLineAsync("\"close\""))!.AsObject();
        var log = await run.AnchorsAsync(1);

        run.Agent.Signal("KILL");
        await run.Agent.EndAsync();
        run.CloseInput();

        var anchors = AnchorLog.Read(Path.GetDirectoryName(log)!);
        var timeline = AnchorLog.TimelineOf(anchors, (string)call["stream"]!["id"]!)!;
        Assert.InRange((timeline.ToUtc(call.First())!.Value - Time(call, "onset")).TotalMilliseconds, -1, 11);
        // The file of a killed agent is gone on with.
        using var next = await ClockRun.StartAsync(sea, 0);
        await next.HearAsync(1);
        await next.AnchorsAsync(anchors.Count + 1);
        await next.EndAsync();
    }

    private static DateTimeOffset Time(JsonObject record, string member) => DateTimeOffset.Parse((string)record[member]!, CultureInfo.InvariantCulture);
}
