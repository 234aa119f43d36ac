using EdgeAgent.Pipelines.Levels;

namespace EdgeAgent.Pipelines.Tests.Levels;

public sealed class LevelMeterTests
{
    private const int Rate = 48_000;

    [Fact]
    public void TryRead_SineOnAnOffset_GivesItsLevels()
    {
        var reading = Read(Sounds.Sine(Rate, Rate, 1000, 0.5, offset: 0.25));

        Assert.Equal(0, reading.First);
        Assert.Equal(Rate, reading.Frames);
        Assert.Equal(0.25, reading.Dc, 1e-6);
        Assert.Equal(0.125, reading.SoundPower, 1e-6);
        Assert.Equal(0.125 + 0.0625, reading.Power, 1e-6);
        Assert.Equal(0.75f, reading.Peak, 1e-6f);
        Assert.Equal(0.125, reading.FloorPower, 1e-6);
        Assert.Equal(0, reading.Clipped);
        Assert.Equal(0, reading.Held);
    }

    [Fact]
    public void TryRead_FaintSoundOnAHugeOffset_DoesNotDrownInRounding()
    {
        // As faint as 24 bits can tell, on most of full scale.
        var samples = Sounds.Noise(Rate, -110).Each((s, _) => (float)(0.75 + (Math.Round(s * TileLevels.BitScale) / TileLevels.BitScale)));
        var exact = Power(samples);

        var reading = Read(samples);

        Assert.Equal(0, Decibels.OfPower(reading.SoundPower) - Decibels.OfPower(exact), 0.01);
        Assert.InRange(Decibels.OfPower(reading.FloorPower), -111, -109.5);
    }

    [Theory]
    [InlineData(48_000)]
    [InlineData(44_100)]
    [InlineData(11_025)]
    [InlineData(192_000)]
    [InlineData(100)]
    public void TryRead_AnyChunks_GivesTheSameFigures(int rate)
    {
        var samples = WithRuns(new Random(rate), Math.Max(5000, 3 * rate));
        var whole = new Hearing(rate).Hear(samples).Readings;
        Assert.True(whole.Count >= 2);
        for (var seed = 0; seed < 5; seed++)
        {
            var random = new Random(seed);
            var hearing = new Hearing(rate);
            for (var at = 0; at < samples.Length;)
            {
                var count = Math.Min(samples.Length - at, random.Next(1, seed == 0 ? 50 : 9000));
                hearing.Hear(samples.AsSpan(at, count));
                at += count;
            }

            Assert.Equal(whole, hearing.Readings);
        }
    }

    [Fact]
    public void TryRead_RandomSoundsWithRuns_AgreesWithTheDefinitions()
    {
        var runs = 0;
        var clipped = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var rate = random.Next(200, 60_000);
            var samples = WithRuns(random, 4 * Math.Max(320, rate));
            var readings = new Hearing(rate).Hear(samples).Readings;
            Assert.NotEmpty(readings);
            foreach (var reading in readings)
            {
                var part = samples.AsSpan((int)reading.First, reading.Frames);
                Assert.Equal(part.ToArray().Average(s => (double)s), reading.Dc, 1e-6);
                Assert.Equal(Power(part), reading.SoundPower, 1e-6);
                Assert.Equal(part.ToArray().Min(), reading.Min);
                Assert.Equal(part.ToArray().Max(), reading.Max);
                var (held, longest) = Runs(samples, (int)reading.First, (int)reading.Next, Math.Max(RunTracker.ShortestRun, rate / 1000));
                Assert.Equal(longest, reading.LongestRun);
                Assert.Equal(held, reading.Held);
                Assert.Equal(ChangedBits(part), reading.ChangedBits);
                var full = part.ToArray().Count(s => Math.Abs(s) >= LevelMeter.FullScale);
                Assert.InRange(reading.Clipped, full, reading.Frames);
                runs += held > 0 ? 1 : 0;
                clipped += full > 0 ? 1 : 0;
            }
        }

        Assert.True(runs > 30, "hardly a run was tried");
        Assert.True(clipped > 30, "hardly a sample was at full scale");
    }

    [Theory]
    [InlineData(1.5, 1.0, 0.535)]
    [InlineData(1.5, 0.6, 0.737)]
    [InlineData(0.3, 0.2, 0.535)]
    public void ClippedShare_SineThatIsCutOff_IsThePartThatIs(double amplitude, double limit, double share)
    {
        // A sine spends 1 − (2/π)·asin(limit/amplitude) of its time beyond the limit.
        var samples = Sounds.Sine(Rate, Rate, 997, amplitude).Each((s, _) => Math.Clamp(s, -(float)limit, (float)limit)).In16Bits();

        Assert.Equal(share, Read(samples).ClippedShare, 0.02);
    }

    [Theory]
    [InlineData(10, 0.99)]
    [InlineData(50, 0.5)]
    [InlineData(20, 0.11)]
    [InlineData(2000, 0.11)]
    public void ClippedShare_WholeSineIn16Bits_IsNone(double hertz, double amplitude) =>
        Assert.Equal(0, Read(Sounds.Sine(Rate, Rate, hertz, amplitude).In16Bits()).Clipped);

    [Fact]
    public void TryRead_SteadyState_AllocatesNothing()
    {
        var meter = new LevelMeter(Rate);
        var judge = new SensorJudge(new SensorRules());
        var block = Sounds.Noise(4096, -40).In16Bits();
        Push(100);

        Assert.Equal(0, Allocated.LeastOf(() => Push(2000)));

        void Push(int blocks)
        {
            for (var i = 0; i < blocks; i++)
            {
                ReadOnlySpan<float> samples = block;
                while (meter.TryRead(ref samples, out var reading)) judge.Add(reading, out _);
            }
        }
    }

    private static LevelReading Read(ReadOnlySpan<float> samples)
    {
        var meter = new LevelMeter(Rate);
        Assert.True(meter.TryRead(ref samples, out var reading));
        return reading;
    }

    private static double Power(ReadOnlySpan<float> samples)
    {
        var mean = 0.0;
        foreach (var sample in samples) mean += (double)sample / samples.Length;
        var power = 0.0;
        foreach (var sample in samples) power += (sample - mean) * (sample - mean) / samples.Length;
        return power;
    }

    // Samples of [first, last) in runs that are long by last, and the longest of these from its beginning.
    private static (int Held, long Longest) Runs(float[] samples, int first, int last, int shortest)
    {
        var (held, longest) = (0, 0L);
        for (int begin = 0, end; begin < last; begin = end)
        {
            for (end = begin + 1; end < last && samples[end] == samples[begin];) end++;
            if (end <= first || end - begin < shortest || samples[begin] == 0) continue;
            held += end - Math.Max(begin, first);
            longest = Math.Max(longest, end - begin);
        }

        return (held, longest);
    }

    private static int ChangedBits(ReadOnlySpan<float> samples)
    {
        var (all, any) = (-1, 0);
        foreach (var sample in samples)
        {
            all &= (int)(sample * TileLevels.BitScale);
            any |= (int)(sample * TileLevels.BitScale);
        }

        return any & ~all;
    }

    // Noise in 16 bits with runs of all lengths, some at full scale, some longer than an interval.
    private static float[] WithRuns(Random random, int length)
    {
        var samples = Sounds.Noise(length, random.Next(-60, -3), random.Next()).In16Bits();
        for (var at = 0; at < length;)
        {
            at += random.Next(1, 1 + (length / random.Next(5, 100)));
            var run = random.Next(3) switch { 0 => random.Next(2, 20), 1 => random.Next(25, 60), _ => random.Next(60, length / 2) };
            var value = random.Next(4) == 0 ? 0.9999f : random.Next(-30_000, 30_000) / 32768f;
            for (var i = at; i < Math.Min(length, at + run); i++) samples[i] = value;
            at += run;
        }

        return samples;
    }
}
