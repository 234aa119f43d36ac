using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Time;

public sealed class EpochClockTests
{
    private static readonly ClockState Unsynchronized = new(false, null);

    [Fact]
    public void Heard_ThirtyDaysAt80PpmFast_TimesStayWithinTheClocksOffsetAnd50Milliseconds()
    {
        // The clock wanders by ± 8 ms over the day, as a disciplined one does; the box is starved for a minute every hour.
        var source = new SimulatedSource(1) { Ppm = 80, Starved = 60, Offset = t => 0.008 * Math.Sin(t / 86400 * 2 * Math.PI) };

        source.Follow(hours: 30 * 24);

        Assert.InRange(source.Measured.Ppm, 79, 81);
        // A source that counted at its nominal rate would be 200 s off by now.
        Assert.InRange(source.Anchors.Count, 30 * 24 * 6, 30 * 24 * 12);
    }

    [Fact]
    public void Heard_AnyDriftJitterAndSlew_TimesStayTrueAscendAndDoNotChange()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            var (rate, period, phase) = (random.NextDouble() * 500e-6, 600 + (random.NextDouble() * 7200), random.NextDouble() * 6);
            var source = new SimulatedSource(seed)
            {
                Ppm = (random.NextDouble() * 400) - 200,
                Block = 0.02 + (random.NextDouble() * 0.5),
                Jitter = random.NextDouble() * 0.04,
                Burst = random.Next(3) == 0 ? 1 + random.Next(16) : 1,
                Backlog = random.Next(2) * random.NextDouble() * 2,
                Starved = random.Next(2) * random.NextDouble() * 60,
                // Corrections of up to 500 ppm, as fast as the kernel makes them.
                Offset = t => rate * period / (2 * Math.PI) * Math.Sin((t / period * 2 * Math.PI) + phase),
            };

            source.Follow(hours: 4);

            Assert.InRange(source.Measured.Ppm, source.Ppm - (5 * source.Measured.Uncertainty) - 1, source.Ppm + (5 * source.Measured.Uncertainty) + 1);
        }
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public void Heard_ClockIsSetByAnHour_EarlierPositionsKeepTheirTimesAndLaterOnesFollowTheClock(double step)
    {
        var source = new SimulatedSource(7) { Ppm = 30 };
        source.Follow(hours: 1);
        var told = Enumerable.Range(0, 300).Select(i => source.Position - (i * 9973L)).Select(p => (p, source.Timeline.ToUtc(p))).ToArray();
        var at = source.Position;

        source.Step(step);
        source.Follow(hours: 1, first: 0);

        Assert.All(told, pair => Assert.Equal(pair.Item2, source.Timeline.ToUtc(pair.p)));
        Assert.InRange(source.Error(at + 20_000), step - 0.05, step + 0.05);
        var anchor = Assert.Single(source.Anchors, a => a.Anchor.IsStep).Anchor;
        Assert.InRange(anchor.Position, at + 1, at + 5000);
        // An event across the step is as long as it was, and ends by the clock that it began by.
        var length = source.Timeline.EndToUtc(at - 50_000, at + 50_000) - source.Timeline.ToUtc(at - 50_000);
        Assert.InRange(length!.Value.TotalSeconds, 9.98, 10.02);
    }

    [Fact]
    public void Heard_ClockIsSetTwiceAtOnce_EachStepCounts()
    {
        var source = new SimulatedSource(8);
        source.Follow(hours: 0.01);

        source.Step(3600);
        source.Hear();
        source.Step(-3600);
        source.Hear();

        Assert.Equal(2, source.Anchors.Count(a => a.Anchor.IsStep));
        Assert.InRange(source.Error(source.Position), -3600.1, -3599.9);
    }

    [Fact]
    public void Heard_SoundThatWaitedAtTheStart_IsNotDatedByItsArrival()
    {
        // 6 s wait in a pipe and come within a moment.
        var source = new SimulatedSource(3) { Backlog = 6, Jitter = 0.002 };
        for (var i = 0; i < 40; i++) source.Hear();

        Assert.InRange(source.Error(5_000), -0.01, 0.05);
        Assert.InRange(source.Error(99_000), -0.01, 0.05);
    }

    [Fact]
    public void Heard_TimesWereReadBeforeTheBacklogWasKnown_TimeSlowsDownAndDoesNotGoBack()
    {
        var source = new SimulatedSource(4) { Backlog = 6, Jitter = 0.002 };
        source.Hear();
        var first = source.Timeline.ToUtc(1000)!.Value;
        var latest = first;
        for (var i = 0; i < 200; i++)
        {
            var from = source.Position;
            source.Hear();
            for (var position = from; position <= source.Position; position += 250)
            {
                var utc = source.Timeline.ToUtc(position)!.Value;
                Assert.True(utc >= latest);
                latest = utc;
            }
        }

        Assert.Equal(first, source.Timeline.ToUtc(1000));
        Assert.InRange(source.Error(source.Position), -0.01, 0.05);
    }

    [Fact]
    public void Heard_SamplesWereLostInSilence_TheNewLevelCountsAfterTwoMinutes()
    {
        var timeline = new StreamTimeline("s", 1000);
        var clock = new EpochClock(timeline, RateEstimate.Unmeasured);
        var state = new ClockState(true, 0);

        for (var second = 1; second <= 7200; second++)
        {
            // Half a second is lost after an hour.
            var late = second > 3600 ? 0.5 : 0;
            clock.Heard(second * 1000L, new ClockReading(TimeSpan.FromSeconds(second + late), SimulatedSource.Start.AddSeconds(second + late), state, 0));
        }

        Assert.InRange((timeline.ToUtc(7_200_000)!.Value - SimulatedSource.Start).TotalSeconds, 7200.49, 7200.51);
        Assert.InRange((timeline.ToUtc(3_500_000)!.Value - SimulatedSource.Start).TotalSeconds, 3499.99, 3500.01);
        // The hole is not taken for a rate.
        Assert.InRange(clock.Rate.Ppm, -3, 3);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(-500)]
    public void Heard_KernelCorrectsBothClocksAtItsLimit_TimesAreRightAgainMinutesAfterIt(double ppm)
    {
        // For ten minutes the monotonic clock runs 500 ppm off with the wall clock, which is 0.3 s off at first.
        var timeline = new StreamTimeline("s", 1000);
        var clock = new EpochClock(timeline, RateEstimate.Unmeasured);
        var state = new ClockState(true, 0);
        var latest = DateTimeOffset.MinValue;
        for (var quarter = 1; quarter <= 4 * 7200; quarter++)
        {
            var seconds = quarter / 4.0;
            var corrected = Math.Clamp(seconds - 3600, 0, 600) * ppm * 1e-6;
            var offset = corrected - (600 * ppm * 1e-6);
            clock.Heard(quarter * 250L, new ClockReading(TimeSpan.FromSeconds(seconds + corrected), SimulatedSource.Start.AddSeconds(seconds + offset), state, 0));
            var utc = timeline.ToUtc(quarter * 250L)!.Value;
            Assert.True(utc >= latest);
            latest = utc;
            var bound = seconds < 4200 + 180 ? 0.35 : 0.05;
            Assert.InRange((utc - SimulatedSource.Start).TotalSeconds - seconds, -bound, bound);
        }
    }

    [Fact]
    public void Heard_ClockBecomesSynchronized_EventsFromThenOnSaySo()
    {
        var source = new SimulatedSource(5);
        source.State(Unsynchronized);
        source.Follow(hours: 0.05);
        var before = source.Position;
        source.State(new ClockState(true, 0.001));
        source.Follow(hours: 0.05, first: 0);

        Assert.Equal(Unsynchronized, source.Timeline.ClockAt(before));
        Assert.Equal(new ClockState(true, 0.001), source.Timeline.ClockAt(source.Position));
    }

    [Fact]
    public void Heard_NothingHappens_AnAnchorIsTakenEveryTenMinutes()
    {
        var source = new SimulatedSource(6) { Jitter = 0.001, Ppm = 3 };

        source.Follow(hours: 3);

        var positions = source.Anchors.Where(a => a.Anchor.Ppm < 1000).Select(a => a.Anchor.Position).ToArray();
        Assert.All(positions.Zip(positions[1..]), pair => Assert.InRange(pair.Second - pair.First, 0, (600 * SimulatedSource.Rate) + 5000));
        Assert.InRange(positions.Length, 18, 40);
    }

    [Fact]
    public void Heard_NextEpoch_BeginsWithWhatWasMeasured()
    {
        var timeline = new StreamTimeline("s", 1000);
        var clock = new EpochClock(timeline, new RateEstimate(-55, 5));

        clock.Heard(1000, new ClockReading(TimeSpan.FromSeconds(1), SimulatedSource.Start.AddSeconds(1), Unsynchronized, 0));

        Assert.Equal(-55, clock.Rate.Ppm, 3);
        Assert.InRange((timeline.ToUtc(601_000)!.Value - SimulatedSource.Start.AddSeconds(601)).TotalSeconds, 0.0329, 0.0331);
    }
}
