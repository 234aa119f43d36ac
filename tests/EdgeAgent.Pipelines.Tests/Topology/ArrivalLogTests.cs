using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Pipelines.Tests.Topology;

/// <summary>When samples reached the pipe.</summary>
public sealed class ArrivalLogTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void At_PositionWithinAWrite_IsWhenThatWriteCame()
    {
        var log = new ArrivalLog(frameBytes: 2, _time);
        var times = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            times.Add(_time.GetTimestamp());
            log.Add(200);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(300, log.Frames);
        log.Begin(0);
        Assert.Equal([times[0], times[0], times[1], times[2]], new long[] { 1, 100, 101, 300 }.Select(log.At));
        log.Begin(150);
        Assert.Equal([times[1], times[2]], new long[] { 151, 300 }.Select(log.At));
        // Several models ask for positions of one block, the earlier again.
        Assert.Equal(times[1], log.At(160));
        Assert.Equal(_time.GetTimestamp(), log.At(301));
    }

    [Fact]
    public void Add_MoreWritesThanAreRemembered_CountsThemAllAndKnowsTheOldest()
    {
        var log = new ArrivalLog(frameBytes: 1, _time);
        var first = _time.GetTimestamp();
        for (var i = 0; i < 10_000; i++)
        {
            log.Add(1);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(10_000, log.Frames);
        log.Begin(0);
        Assert.Equal(first, log.At(1));
        // What was read makes room again.
        log.Begin(10_000);
        var last = _time.GetTimestamp();
        log.Add(1);
        Assert.Equal(last, log.At(10_001));
    }
}
