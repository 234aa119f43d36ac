using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Time;

namespace EdgeAgent.Pipelines.Tests.Time;

public sealed class AnchorLogTests : IDisposable
{
    private static readonly DateTimeOffset Start = new DateTimeOffset(2026, 3, 15, 9, 0, 0, TimeSpan.Zero).AddTicks(1234567);

    private readonly TemporaryFolder _folder = new();

    private string State => _folder["state"];

    private string Current => Path.Combine(State, "anchors.ndjson");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Add_Anchors_AreReadBackToTheTick()
    {
        TakenAnchor taken = new("boot-1/1", 48000, new TimeAnchor(28_800_000, Start, 79.987654321, new ClockState(true, 0.003), IsStep: true), TimeSpan.FromSeconds(1234.5), new RateEstimate(79.9876, 0.25));
        await using (var log = new AnchorLog(State)) log.Add(taken);

        var line = Assert.Single(AnchorLog.Read(State));

        Assert.Equal(new AnchorLine
        {
            Stream = "boot-1/1", Rate = 48000, Position = 28_800_000, Utc = Start.UtcDateTime, Ppm = 79.987654321, MonotonicSeconds = 1234.5,
            Synchronized = true, OffsetSeconds = 0.003, MeasuredPpm = 79.988, MeasuredUncertainty = 0.25, Step = true,
        }, line);
        var timeline = AnchorLog.TimelineOf([line], "boot-1/1")!;
        Assert.Equal((Start, new ClockState(true, 0.003)), (timeline.ToUtc(28_800_000), timeline.ClockAt(28_800_000)));
        Assert.Null(AnchorLog.TimelineOf([line], "boot-1/2"));
    }

    [Fact]
    public async Task TimelineOf_AnEpochWithCorrections_DatesEveryPositionAsItWasDated()
    {
        var live = new StreamTimeline("boot-1/1", 1000);
        var random = new Random(5);
        var taken = new List<TakenAnchor>();
        await using (var log = new AnchorLog(State))
        {
            var clock = new EpochClock(live, RateEstimate.Unmeasured, anchor =>
            {
                taken.Add(anchor);
                log.Add(anchor);
            });
            for (var i = 1; i < 40_000; i++)
            {
                var seconds = (i / 4.0) + 0.05 + (random.NextDouble() * 0.03);
                var utc = Start.AddSeconds(seconds + (0.2 * Math.Sin(seconds / 1000)) + (i > 20_000 ? 3600 : 0));
                clock.Heard(i * 250L, new ClockReading(TimeSpan.FromSeconds(seconds), utc, new ClockState(i > 9000, null), i > 20_000 ? 1 : 0));
            }
        }

        var lines = AnchorLog.Read(State);
        Assert.Equal(taken.Count, lines.Count);
        Assert.InRange(taken.Count, 50, 1000);
        var read = AnchorLog.TimelineOf(lines, "boot-1/1")!;

        // What was heard before the first minute was over may have been dated better in the meantime; nothing asked for it.
        for (var position = 0L; position < 10_000_000; position += 777) Assert.Equal(live.ToUtc(position), read.ToUtc(position));
    }

    [Fact]
    public async Task Add_MoreThanTheBound_TheFileBeforeIsKeptAndNoMore()
    {
        await using (var log = new AnchorLog(State, bound: 4000))
        {
            for (var i = 0; i < 400; i++)
            {
                log.Add(Anchor(i));
                // One after the other, as they come.
                if (i % 10 == 0) await Until.HoldsAsync(() => AnchorLog.Read(State).Any(l => l.Position == i));
            }
        }

        var kept = AnchorLog.Read(State);
        Assert.Equal(399, kept[^1].Position);
        Assert.Equal(kept.Select(l => l.Position), Enumerable.Range((int)kept[0].Position, kept.Count).Select(i => (long)i));
        Assert.All(Directory.GetFiles(State), file => Assert.InRange(new FileInfo(file).Length, 1, 4000));
        Assert.Equal(2, Directory.GetFiles(State).Length);
    }

    [Fact]
    public async Task Read_LinesThatAKillOrAPowerCutLeft_AreSkippedAndWritingGoesOn()
    {
        await using (var log = new AnchorLog(State)) log.Add(Anchor(1));
        var whole = File.ReadAllText(Current);
        File.AppendAllText(Current, "\0\0\0\nnot json\n[]\nnull\n{}\n" + whole.Replace("\"rate\":1000", "\"rate\":0", StringComparison.Ordinal) + whole[..40]);

        await using (var log = new AnchorLog(State)) log.Add(Anchor(2));

        Assert.Equal([1, 2], AnchorLog.Read(State).Select(l => l.Position));
    }

    [Fact]
    public async Task Add_TheLogIsNotClosed_WhatWasWrittenIsThere()
    {
        await using var log = new AnchorLog(State);
        log.Add(Anchor(7));

        // A killed agent closes nothing: the line is the kernel's as soon as it is written.
        await Until.HoldsAsync(() => AnchorLog.Read(State).Any(l => l.Position == 7));

        Assert.EndsWith("}\n", File.ReadAllText(Current), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_FolderCannotBeWritten_IsCountedAndSaidAndGoesOnOnceItCan()
    {
        File.WriteAllText(State, "a file in the folder's place");
        await using var log = new AnchorLog(State);

        log.Add(Anchor(1));
        await Until.HoldsAsync(() => log.Problem is not null);
        Assert.Contains("anchors can't be kept there", log.Problem, StringComparison.Ordinal);
        Assert.Equal(1, log.Dropped);

        File.Delete(State);
        log.Add(Anchor(2));
        await Until.HoldsAsync(() => log.Problem is null);
        Assert.Equal(2, Assert.Single(AnchorLog.Read(State)).Position);
    }

    [Fact]
    public async Task Add_AfterItWasClosed_IsCounted()
    {
        var log = new AnchorLog(State);
        await log.DisposeAsync();

        log.Add(Anchor(1));

        Assert.Equal(1, log.Dropped);
    }

    [Fact]
    public void Read_NoLog_IsEmpty() => Assert.Empty(AnchorLog.Read(State));

    private static TakenAnchor Anchor(long position) =>
        new("boot-1/1", 1000, new TimeAnchor(position, Start.AddSeconds(position), 0, ClockState.Unknown), TimeSpan.FromSeconds(position), RateEstimate.Unmeasured);
}
