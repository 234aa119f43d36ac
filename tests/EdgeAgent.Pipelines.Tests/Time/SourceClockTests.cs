using System.IO.Pipelines;
using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Time;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Pipelines.Tests.Time;

public sealed class SourceClockTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Begin_SecondEpochOfASource_BeginsWithTheRateOfTheFirst()
    {
        var clock = new SourceClock(new ClockWatch(_time, new TestDiscipline(), "boot-1"));
        clock.Begin(new StreamTimeline("boot-1/1", 1000));
        for (var i = 1; i <= 4 * 3600; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(0.25 / 1.00012));
            clock.Heard(i * 250L);
        }

        Assert.InRange(clock.Rate.Ppm, 119.5, 120.5);
        clock.Begin(new StreamTimeline("boot-1/2", 1000));

        Assert.InRange(clock.Rate.Ppm, 119.5, 120.5);
        Assert.Equal(5, clock.Rate.Uncertainty);
    }

    [Fact]
    public void Heard_TwoSourcesOfABox_ShareTheTimeAcrossAStep()
    {
        var watch = new ClockWatch(_time, new TestDiscipline(), "boot-1");
        var timelines = new[] { new StreamTimeline("boot-1/1", 1000), new StreamTimeline("boot-1/2", 48000) };
        var clocks = timelines.Select(_ => new SourceClock(watch)).ToArray();
        for (var i = 0; i < clocks.Length; i++) clocks[i].Begin(timelines[i]);

        for (var second = 1; second <= 100; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            if (second == 60) _time.Jump(TimeSpan.FromHours(1));
            for (var i = 0; i < clocks.Length; i++) clocks[i].Heard(second * (long)timelines[i].Rate);
        }

        foreach (var second in (int[])[0, 30, 58, 61, 100])
            Assert.Equal(timelines[0].ToUtc(second * 1000L), timelines[1].ToUtc(second * 48000L));
        Assert.Equal("clock-step", Assert.Single(watch.TakeRecords()).Cause);
    }

    [Fact]
    public void Heard_SteadyState_AllocatesNothing()
    {
        var time = new HandTime();
        var clock = new SourceClock(new ClockWatch(time, new TestDiscipline(), "boot-1"));
        clock.Begin(new StreamTimeline("boot-1/1", 1000));
        Hear(1, 4 * 611);
        var before = GC.GetAllocatedBytesForCurrentThread();

        // Between two anchors, and between two questions to the discipline, whose answers are objects.
        Hear(4 * 611, 4 * 619);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Hear(int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                time.Now = TimeSpan.FromSeconds(i / 4.0);
                clock.Heard(i * 250L);
            }
        }
    }

    [Fact]
    public async Task Pump_ArrivalsAreToldBeforeTheirSamples_AndNeverBehindThem()
    {
        var arrived = 0L;
        var pushed = 0L;
        var told = 0;

        await AudioPump.RunAsync(new Blocks(), 0, "blocks", locate: null, Push, Arrived, null, null, TestContext.Current.CancellationToken);

        Assert.Equal((50_000, 50_000), (arrived, pushed));
        Assert.InRange(told, 1, 200);

        void Arrived(long position)
        {
            Assert.True(position >= pushed);
            arrived = position;
            told++;
        }

        bool Push(ReadOnlySpan<float> samples)
        {
            pushed += samples.Length;
            Assert.True(pushed <= arrived);
            return true;
        }
    }

    private sealed class HandTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 3, 15, 9, 0, 0, TimeSpan.Zero) + Now;
    }

    private sealed class Blocks : IByteSource
    {
        public AudioFormat Format => new(1000, 2, SampleEncoding.S16);

        public async Task FillAsync(PipeWriter writer, CancellationToken cancellation)
        {
            var random = new Random(1);
            var left = 50_000 * 4;
            while (left > 0)
            {
                // Cut anywhere, also inside a sample frame.
                var count = Math.Min(left, random.Next(1, 9000));
                left -= count;
                await writer.WriteAsync(new byte[count], cancellation);
            }
        }
    }
}
