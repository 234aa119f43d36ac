using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Time;

namespace EdgeAgent.Pipelines.Tests.Time;

public sealed class ClockWatchTests
{
    private readonly ManualTime _time = new();
    private readonly TestDiscipline _discipline = new();

    [Theory]
    [InlineData(3600, "forward by 3600.000 s")]
    [InlineData(-3600, "back by 3600.000 s")]
    [InlineData(0.06, "forward by 0.060 s")]
    [InlineData(-0.06, "back by 0.060 s")]
    public void Read_ClockIsSet_IsAStepWithBothTimes(double seconds, string words)
    {
        var watch = Watch();
        _time.Advance(TimeSpan.FromSeconds(5));
        var old = _time.GetUtcNow();

        _time.Jump(TimeSpan.FromSeconds(seconds));

        Assert.Equal(1, watch.Read().Steps);
        var record = Assert.Single(watch.TakeRecords());
        Assert.Equal(("clock-step", "", old, _time.GetUtcNow(), (GapLoss?)null), (record.Cause, record.Pipeline, record.From!.Value, record.To!.Value, record.Lost));
        Assert.Contains(words, record.Detail, StringComparison.Ordinal);
        Assert.Equal(1, watch.Read().Steps);
        Assert.Empty(watch.TakeRecords());
    }

    [Fact]
    public void Read_ClockIsCorrectedSlowly_IsNoStep()
    {
        var watch = Watch();

        // 500 ppm for ten hours: 18 s in all.
        for (var i = 0; i < 36_000; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _time.Jump(TimeSpan.FromMicroseconds(500));
            Assert.Equal(0, watch.Read().Steps);
        }

        Assert.Empty(watch.TakeRecords());
    }

    [Fact]
    public void Read_ManySmallMoves_AddUpToAStep()
    {
        var watch = Watch();
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _time.Jump(TimeSpan.FromMilliseconds(20));
            watch.Read();
        }

        // 200 ms in ten seconds: a step for every 50 ms, and what the kernel may correct in between belongs to none.
        Assert.InRange(watch.TakeRecords().Count, 2, 4);
    }

    [Fact]
    public void Read_JumpsToAndFroWithinTheThreshold_IsNoStep()
    {
        var watch = Watch();
        for (var i = 0; i < 1000; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _time.Jump(TimeSpan.FromMilliseconds(i % 2 == 0 ? 40 : -40));
            Assert.Equal(0, watch.Read().Steps);
        }
    }

    [Fact]
    public void Read_DisciplineChanges_StateFollowsWithinTenSecondsAndIsOneObject()
    {
        var watch = Watch();
        var before = watch.Read().State;
        Assert.Equal(1, _discipline.Asked);

        _discipline.State = new ClockState(false, null);
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.False(watch.Read().State.Synchronized);
        Assert.True(before.Synchronized);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Same(watch.Read().State, watch.Read().State);
    }

    [Fact]
    public void Read_BootIn1970ThenSynchronized_EventsSayUnsynchronizedAndTheOffsetIsTold()
    {
        var right = _time.GetUtcNow();
        _time.Jump(DateTimeOffset.UnixEpoch.AddSeconds(20) - right);
        // A kernel that believes in its clock does not make 1970 right.
        _discipline.State = new ClockState(true, 0);
        var watch = Watch();
        Assert.Equal(ClockState.Unknown, watch.Read().State);
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(ClockState.Unknown, watch.Read().State);
        Assert.Empty(watch.TakeRecords());

        _time.Jump(right - DateTimeOffset.UnixEpoch.AddSeconds(20));

        Assert.Equal(new ClockState(true, 0), watch.Read().State);
        var records = watch.TakeRecords();
        Assert.Equal(["clock-step", "clock-set"], records.Select(r => r.Cause));
        Assert.Equal(right - DateTimeOffset.UnixEpoch.AddSeconds(20), records[1].To - records[1].From);
        Assert.Equal(_time.GetUtcNow(), records[1].To);
        Assert.Contains("boot-1", records[1].Detail, StringComparison.Ordinal);
        Assert.Contains(" s early", records[1].Detail, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromHours(1));
        watch.Read();
        Assert.Empty(watch.TakeRecords());
    }

    [Fact]
    public void Read_SetByHandAndSynchronizedLater_TheOffsetCountsFromTheStart()
    {
        _discipline.State = ClockState.Unknown;
        var watch = Watch();
        _time.Jump(TimeSpan.FromHours(-2));
        watch.Read();
        _time.Jump(TimeSpan.FromHours(0.5));
        watch.Read();
        Assert.Equal(["clock-step", "clock-step"], watch.TakeRecords().Select(r => r.Cause));

        _discipline.State = new ClockState(true, 0.001);
        _time.Advance(TimeSpan.FromSeconds(10));
        watch.Read();

        var record = Assert.Single(watch.TakeRecords());
        Assert.Equal(("clock-set", TimeSpan.FromHours(-1.5)), (record.Cause, record.To!.Value - record.From!.Value));
    }

    [Fact]
    public void Read_ClockThatJumpsAllTheTime_KeepsABoundedNumberOfRecordsAndCountsTheRest()
    {
        var watch = Watch();
        for (var i = 0; i < 100; i++)
        {
            _time.Jump(TimeSpan.FromSeconds(i % 2 == 0 ? 5 : -5));
            watch.Read();
        }

        Assert.Equal(64, watch.TakeRecords().Count);
        Assert.Equal(36, watch.DroppedRecords);
    }

    [Fact]
    public async Task RunAsync_NoSourceGivesAnything_StepsAreStillTold()
    {
        var watch = Watch();
        var sink = new GapLog();
        using var stop = new CancellationTokenSource();
        var running = watch.RunAsync(sink, stop.Token);

        _time.Jump(TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        await sink.FirstAsync();
        _time.Jump(TimeSpan.FromHours(-1));
        await stop.CancelAsync();
        await running;

        // The last one came up between two looks, and is told at the end.
        Assert.Equal([TimeSpan.FromHours(1), TimeSpan.FromHours(-1)], sink.All().Select(g => g.To!.Value - g.From!.Value));
    }

    [Fact]
    public void Read_SteadyState_AllocatesNothing()
    {
        var watch = Watch();
        watch.Read();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 10_000; i++) watch.Read();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Read_RealClocks_AreBesideEachOther()
    {
        var watch = new ClockWatch(TimeProvider.System, new KernelDiscipline(), "boot-1");

        var first = watch.Read();
        var second = watch.Read();

        Assert.True(second.Monotonic >= first.Monotonic);
        Assert.InRange((DateTimeOffset.UtcNow - second.Utc).TotalSeconds, 0, 60);
        // Linux counts it from the start of the box.
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(uptime - second.Monotonic.TotalSeconds, -1, 60);
        Assert.DoesNotContain(watch.TakeRecords(), r => r.Cause == "clock-step");
    }

    private ClockWatch Watch() => new(_time, _discipline, "boot-1");
}
